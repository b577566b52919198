"""Settings: what an owner may set, from one TOML file and the environment, checked at the start.

The environment stands above the file, the file above what is set by default. All faults are told at once, each with its
place, what it is and what it must be; secrets are told nowhere. Which of the thresholds of `retold.config` an owner may
set is decided in `values`; what they mean stands beside them there, and all that is shown of them is made from that.
"""

from retold.settings.describing import Setting, every
from retold.settings.loading import load
from retold.settings.values import Log, Settings, Site

__all__ = ["Log", "Setting", "Settings", "Site", "every", "load"]
