#!/bin/sh
# The rights of each process on Kafka (docs/acls.md). Written by `make docs` from the table in the program.
# PREFIX= BOOTSTRAP=kafka-1:9093 ADMIN=admin.properties sh acls.sh
# PREFIX: that of the topics. USERS: how the users' names begin. ACLS: Kafka's own program.
set -eu
PREFIX=${PREFIX-}
USERS=${USERS-liangpai-}
give() {
  user=$1
  shift
  "${ACLS:-kafka-acls}" --bootstrap-server "$BOOTSTRAP" ${ADMIN:+--command-config "$ADMIN"} \
    --add --allow-principal "User:$USERS$user" "$@"
}

# worker
give worker --operation Describe --topic "${PREFIX}case-events" --topic "${PREFIX}rating-events" \
  --topic "${PREFIX}desk-actions" --topic "${PREFIX}office-events" --topic "${PREFIX}findings" \
  --topic "${PREFIX}rulebooks" --topic "${PREFIX}cards" --topic "${PREFIX}tickets" --topic "${PREFIX}leads" \
  --topic "${PREFIX}ratings" --topic "${PREFIX}alerts" --topic "${PREFIX}assessments" \
  --topic "${PREFIX}deliveries" --topic "${PREFIX}delivery-slips" --topic "${PREFIX}access-log" \
  --topic "${PREFIX}legal-holds" --topic "${PREFIX}action-outcomes" --topic "${PREFIX}case-states" \
  --topic "${PREFIX}archived-cases" --topic "${PREFIX}dossiers" --topic "${PREFIX}dead-letters" \
  --topic "${PREFIX}contact-keys"
give worker --operation DescribeConfigs --topic "${PREFIX}case-events" --topic "${PREFIX}rating-events" \
  --topic "${PREFIX}desk-actions" --topic "${PREFIX}office-events" --topic "${PREFIX}findings" \
  --topic "${PREFIX}rulebooks" --topic "${PREFIX}cards" --topic "${PREFIX}tickets" --topic "${PREFIX}leads" \
  --topic "${PREFIX}ratings" --topic "${PREFIX}alerts" --topic "${PREFIX}assessments" \
  --topic "${PREFIX}deliveries" --topic "${PREFIX}delivery-slips" --topic "${PREFIX}access-log" \
  --topic "${PREFIX}legal-holds" --topic "${PREFIX}action-outcomes" --topic "${PREFIX}case-states" \
  --topic "${PREFIX}archived-cases" --topic "${PREFIX}dossiers" --topic "${PREFIX}dead-letters" \
  --topic "${PREFIX}contact-keys"
give worker --operation Read --topic "${PREFIX}case-events" --topic "${PREFIX}rating-events" \
  --topic "${PREFIX}desk-actions" --topic "${PREFIX}office-events" --topic "${PREFIX}findings" \
  --topic "${PREFIX}rulebooks" --topic "${PREFIX}dossiers" --topic "${PREFIX}action-outcomes"
give worker --operation Write --topic "${PREFIX}cards" --topic "${PREFIX}tickets" --topic "${PREFIX}leads" \
  --topic "${PREFIX}ratings" --topic "${PREFIX}alerts" --topic "${PREFIX}assessments" \
  --topic "${PREFIX}action-outcomes" --topic "${PREFIX}case-states" --topic "${PREFIX}archived-cases" \
  --topic "${PREFIX}dossiers" --topic "${PREFIX}dead-letters" --topic "${PREFIX}contact-keys" \
  --topic "${PREFIX}rulebooks"
give worker --operation Read --resource-pattern-type prefixed --group "${PREFIX}liangpai-worker"
give worker --operation Write --resource-pattern-type prefixed --transactional-id "${PREFIX}liangpai-"

# sink
give sink --operation Describe --topic "${PREFIX}case-events" --topic "${PREFIX}rating-events" \
  --topic "${PREFIX}desk-actions" --topic "${PREFIX}office-events" --topic "${PREFIX}findings" \
  --topic "${PREFIX}rulebooks" --topic "${PREFIX}cards" --topic "${PREFIX}tickets" --topic "${PREFIX}leads" \
  --topic "${PREFIX}ratings" --topic "${PREFIX}alerts" --topic "${PREFIX}assessments" \
  --topic "${PREFIX}deliveries" --topic "${PREFIX}delivery-slips" --topic "${PREFIX}access-log" \
  --topic "${PREFIX}legal-holds" --topic "${PREFIX}action-outcomes" --topic "${PREFIX}case-states" \
  --topic "${PREFIX}archived-cases" --topic "${PREFIX}dossiers" --topic "${PREFIX}dead-letters" \
  --topic "${PREFIX}contact-keys"
give sink --operation DescribeConfigs --topic "${PREFIX}case-events" --topic "${PREFIX}rating-events" \
  --topic "${PREFIX}desk-actions" --topic "${PREFIX}office-events" --topic "${PREFIX}findings" \
  --topic "${PREFIX}rulebooks" --topic "${PREFIX}cards" --topic "${PREFIX}tickets" --topic "${PREFIX}leads" \
  --topic "${PREFIX}ratings" --topic "${PREFIX}alerts" --topic "${PREFIX}assessments" \
  --topic "${PREFIX}deliveries" --topic "${PREFIX}delivery-slips" --topic "${PREFIX}access-log" \
  --topic "${PREFIX}legal-holds" --topic "${PREFIX}action-outcomes" --topic "${PREFIX}case-states" \
  --topic "${PREFIX}archived-cases" --topic "${PREFIX}dossiers" --topic "${PREFIX}dead-letters" \
  --topic "${PREFIX}contact-keys"
give sink --operation Read --topic "${PREFIX}case-events" --topic "${PREFIX}rating-events" \
  --topic "${PREFIX}desk-actions" --topic "${PREFIX}office-events" --topic "${PREFIX}findings" \
  --topic "${PREFIX}cards" --topic "${PREFIX}tickets" --topic "${PREFIX}leads" --topic "${PREFIX}ratings" \
  --topic "${PREFIX}alerts" --topic "${PREFIX}assessments" --topic "${PREFIX}deliveries" \
  --topic "${PREFIX}access-log" --topic "${PREFIX}action-outcomes" --topic "${PREFIX}case-states" \
  --topic "${PREFIX}archived-cases" --topic "${PREFIX}dead-letters" --topic "${PREFIX}rulebooks"
give sink --operation Read --resource-pattern-type prefixed --group "${PREFIX}liangpai-sink"

# serve
give serve --operation Describe --topic "${PREFIX}case-events" --topic "${PREFIX}rating-events" \
  --topic "${PREFIX}desk-actions" --topic "${PREFIX}office-events" --topic "${PREFIX}findings" \
  --topic "${PREFIX}rulebooks" --topic "${PREFIX}cards" --topic "${PREFIX}tickets" --topic "${PREFIX}leads" \
  --topic "${PREFIX}ratings" --topic "${PREFIX}alerts" --topic "${PREFIX}assessments" \
  --topic "${PREFIX}deliveries" --topic "${PREFIX}delivery-slips" --topic "${PREFIX}access-log" \
  --topic "${PREFIX}legal-holds" --topic "${PREFIX}action-outcomes" --topic "${PREFIX}case-states" \
  --topic "${PREFIX}archived-cases" --topic "${PREFIX}dossiers" --topic "${PREFIX}dead-letters" \
  --topic "${PREFIX}contact-keys"
give serve --operation DescribeConfigs --topic "${PREFIX}case-events" --topic "${PREFIX}rating-events" \
  --topic "${PREFIX}desk-actions" --topic "${PREFIX}office-events" --topic "${PREFIX}findings" \
  --topic "${PREFIX}rulebooks" --topic "${PREFIX}cards" --topic "${PREFIX}tickets" --topic "${PREFIX}leads" \
  --topic "${PREFIX}ratings" --topic "${PREFIX}alerts" --topic "${PREFIX}assessments" \
  --topic "${PREFIX}deliveries" --topic "${PREFIX}delivery-slips" --topic "${PREFIX}access-log" \
  --topic "${PREFIX}legal-holds" --topic "${PREFIX}action-outcomes" --topic "${PREFIX}case-states" \
  --topic "${PREFIX}archived-cases" --topic "${PREFIX}dossiers" --topic "${PREFIX}dead-letters" \
  --topic "${PREFIX}contact-keys"
give serve --operation Read --topic "${PREFIX}case-events" --topic "${PREFIX}rating-events" \
  --topic "${PREFIX}desk-actions" --topic "${PREFIX}office-events" --topic "${PREFIX}findings" \
  --topic "${PREFIX}rulebooks" --topic "${PREFIX}action-outcomes" --topic "${PREFIX}alerts" \
  --topic "${PREFIX}contact-keys" --topic "${PREFIX}access-log" --topic "${PREFIX}dead-letters" \
  --topic "${PREFIX}cards" --topic "${PREFIX}tickets" --topic "${PREFIX}leads" --topic "${PREFIX}ratings" \
  --topic "${PREFIX}case-states" --topic "${PREFIX}assessments"
give serve --operation Write --topic "${PREFIX}case-events" --topic "${PREFIX}rating-events" \
  --topic "${PREFIX}desk-actions" --topic "${PREFIX}office-events" --topic "${PREFIX}findings" \
  --topic "${PREFIX}contact-keys" --topic "${PREFIX}access-log" --topic "${PREFIX}dead-letters" \
  --topic "${PREFIX}assessments"
give serve --operation Describe --resource-pattern-type prefixed --group "${PREFIX}liangpai-worker" \
  --group "${PREFIX}liangpai-sink"

# notify
give notify --operation Describe --topic "${PREFIX}case-events" --topic "${PREFIX}rating-events" \
  --topic "${PREFIX}desk-actions" --topic "${PREFIX}office-events" --topic "${PREFIX}findings" \
  --topic "${PREFIX}rulebooks" --topic "${PREFIX}cards" --topic "${PREFIX}tickets" --topic "${PREFIX}leads" \
  --topic "${PREFIX}ratings" --topic "${PREFIX}alerts" --topic "${PREFIX}assessments" \
  --topic "${PREFIX}deliveries" --topic "${PREFIX}delivery-slips" --topic "${PREFIX}access-log" \
  --topic "${PREFIX}legal-holds" --topic "${PREFIX}action-outcomes" --topic "${PREFIX}case-states" \
  --topic "${PREFIX}archived-cases" --topic "${PREFIX}dossiers" --topic "${PREFIX}dead-letters" \
  --topic "${PREFIX}contact-keys"
give notify --operation DescribeConfigs --topic "${PREFIX}case-events" --topic "${PREFIX}rating-events" \
  --topic "${PREFIX}desk-actions" --topic "${PREFIX}office-events" --topic "${PREFIX}findings" \
  --topic "${PREFIX}rulebooks" --topic "${PREFIX}cards" --topic "${PREFIX}tickets" --topic "${PREFIX}leads" \
  --topic "${PREFIX}ratings" --topic "${PREFIX}alerts" --topic "${PREFIX}assessments" \
  --topic "${PREFIX}deliveries" --topic "${PREFIX}delivery-slips" --topic "${PREFIX}access-log" \
  --topic "${PREFIX}legal-holds" --topic "${PREFIX}action-outcomes" --topic "${PREFIX}case-states" \
  --topic "${PREFIX}archived-cases" --topic "${PREFIX}dossiers" --topic "${PREFIX}dead-letters" \
  --topic "${PREFIX}contact-keys"
give notify --operation Read --topic "${PREFIX}alerts" --topic "${PREFIX}delivery-slips"
give notify --operation Write --topic "${PREFIX}delivery-slips" --topic "${PREFIX}deliveries"
give notify --operation Read --resource-pattern-type prefixed --group "${PREFIX}liangpai-notify"

# findings
give findings --operation Describe --topic "${PREFIX}case-events" --topic "${PREFIX}rating-events" \
  --topic "${PREFIX}desk-actions" --topic "${PREFIX}office-events" --topic "${PREFIX}findings" \
  --topic "${PREFIX}rulebooks" --topic "${PREFIX}cards" --topic "${PREFIX}tickets" --topic "${PREFIX}leads" \
  --topic "${PREFIX}ratings" --topic "${PREFIX}alerts" --topic "${PREFIX}assessments" \
  --topic "${PREFIX}deliveries" --topic "${PREFIX}delivery-slips" --topic "${PREFIX}access-log" \
  --topic "${PREFIX}legal-holds" --topic "${PREFIX}action-outcomes" --topic "${PREFIX}case-states" \
  --topic "${PREFIX}archived-cases" --topic "${PREFIX}dossiers" --topic "${PREFIX}dead-letters" \
  --topic "${PREFIX}contact-keys"
give findings --operation DescribeConfigs --topic "${PREFIX}case-events" --topic "${PREFIX}rating-events" \
  --topic "${PREFIX}desk-actions" --topic "${PREFIX}office-events" --topic "${PREFIX}findings" \
  --topic "${PREFIX}rulebooks" --topic "${PREFIX}cards" --topic "${PREFIX}tickets" --topic "${PREFIX}leads" \
  --topic "${PREFIX}ratings" --topic "${PREFIX}alerts" --topic "${PREFIX}assessments" \
  --topic "${PREFIX}deliveries" --topic "${PREFIX}delivery-slips" --topic "${PREFIX}access-log" \
  --topic "${PREFIX}legal-holds" --topic "${PREFIX}action-outcomes" --topic "${PREFIX}case-states" \
  --topic "${PREFIX}archived-cases" --topic "${PREFIX}dossiers" --topic "${PREFIX}dead-letters" \
  --topic "${PREFIX}contact-keys"
give findings --operation Read --topic "${PREFIX}rulebooks"
give findings --operation Write --topic "${PREFIX}findings"

# doctor
give doctor --operation Describe --topic "${PREFIX}case-events" --topic "${PREFIX}rating-events" \
  --topic "${PREFIX}desk-actions" --topic "${PREFIX}office-events" --topic "${PREFIX}findings" \
  --topic "${PREFIX}rulebooks" --topic "${PREFIX}cards" --topic "${PREFIX}tickets" --topic "${PREFIX}leads" \
  --topic "${PREFIX}ratings" --topic "${PREFIX}alerts" --topic "${PREFIX}assessments" \
  --topic "${PREFIX}deliveries" --topic "${PREFIX}delivery-slips" --topic "${PREFIX}access-log" \
  --topic "${PREFIX}legal-holds" --topic "${PREFIX}action-outcomes" --topic "${PREFIX}case-states" \
  --topic "${PREFIX}archived-cases" --topic "${PREFIX}dossiers" --topic "${PREFIX}dead-letters" \
  --topic "${PREFIX}contact-keys"
give doctor --operation DescribeConfigs --topic "${PREFIX}case-events" --topic "${PREFIX}rating-events" \
  --topic "${PREFIX}desk-actions" --topic "${PREFIX}office-events" --topic "${PREFIX}findings" \
  --topic "${PREFIX}rulebooks" --topic "${PREFIX}cards" --topic "${PREFIX}tickets" --topic "${PREFIX}leads" \
  --topic "${PREFIX}ratings" --topic "${PREFIX}alerts" --topic "${PREFIX}assessments" \
  --topic "${PREFIX}deliveries" --topic "${PREFIX}delivery-slips" --topic "${PREFIX}access-log" \
  --topic "${PREFIX}legal-holds" --topic "${PREFIX}action-outcomes" --topic "${PREFIX}case-states" \
  --topic "${PREFIX}archived-cases" --topic "${PREFIX}dossiers" --topic "${PREFIX}dead-letters" \
  --topic "${PREFIX}contact-keys"
give doctor --operation Read --topic "${PREFIX}rulebooks"
give doctor --operation Describe --cluster
give doctor --operation DescribeConfigs --cluster
