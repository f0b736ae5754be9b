"""Grafana's boards, made from the catalogue. Needs the SDK of the dev group; nothing imports it at run time."""

import warnings

# Classic boards load in Grafana 11.6 and later; what the SDK prefers loads only from 13 on.
warnings.filterwarnings("ignore", message="Prefer using dashboardv2", category=DeprecationWarning)
