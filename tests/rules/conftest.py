"""Every example is asked of the engine and of the oracle: both must give the date counted by hand."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.rules.looking import Look, engine_look, oracle_look

PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
settings.register_profile(
    "ci", deadline=None, max_examples=500, suppress_health_check=[HealthCheck.too_slow], phases=PHASES
)
settings.register_profile("thorough", parent=settings.get_profile("ci"), max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(params=[engine_look, oracle_look], ids=["engine", "oracle"])
def look(request: pytest.FixtureRequest) -> Look:
    chosen: Look = request.param
    return chosen
