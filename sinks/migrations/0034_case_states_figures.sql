-- What scores count of a case: who accepted and ended it, days allowed and used; rows written before have what they said.
ALTER TABLE case_states
    ADD COLUMN IF NOT EXISTS accepted_by String DEFAULT JSONExtractString(data, 'accepted_by'),
    ADD COLUMN IF NOT EXISTS ended_by String DEFAULT JSONExtractString(data, 'ended_by'),
    ADD COLUMN IF NOT EXISTS project_type LowCardinality(String) DEFAULT JSONExtractString(data, 'project_type'),
    ADD COLUMN IF NOT EXISTS promise_limit Nullable(Int32) DEFAULT JSONExtract(data, 'promise_limit', 'Nullable(Int32)'),
    ADD COLUMN IF NOT EXISTS legal_limit Nullable(Int32) DEFAULT JSONExtract(data, 'legal_limit', 'Nullable(Int32)'),
    ADD COLUMN IF NOT EXISTS used_days Nullable(Int32) DEFAULT JSONExtract(data, 'used_days', 'Nullable(Int32)')
