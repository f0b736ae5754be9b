"""The files from which Grafana sets itself up: data sources, where boards lie, alert rules."""

from dashboards.boards import CITY, PEOPLE
from dashboards.data_sources import FIXED, data_sources
from dashboards.grafana.alert_rules import alert_rules

DATABASE = "liangpai"
BOARDS = """\
# Written by `make dashboards`; a change here is lost.
# Boards about members of staff lie in a folder of their own: give it to those entitled, and take it from all others.
apiVersion: 1
providers:
"""
_PROVIDER = """\
  - name: {folder}
    orgId: 1
    type: file
    folder: {title}
    folderUid: {folder}
    allowUiUpdates: false
    disableDeletion: true
    updateIntervalSeconds: 60
    options:
      path: /etc/grafana/liangpai/dashboards/{folder}
"""
FOLDERS = {CITY: "亮牌", PEOPLE: "亮牌 人员"}


def provisioning() -> dict[str, str]:
    """Every file, by its path."""
    providers = "".join(_PROVIDER.format(folder=folder, title=title) for folder, title in FOLDERS.items())
    return {
        "provisioning/datasources/liangpai.yaml": data_sources(
            FIXED, DATABASE, "Written by `make dashboards`.", measured=True
        ),
        "provisioning/dashboards/liangpai.yaml": BOARDS + providers,
        "provisioning/alerting/liangpai.yaml": alert_rules(),
    }
