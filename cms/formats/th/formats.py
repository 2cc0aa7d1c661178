"""Thai readers take a bare year for one of the Buddhist era, in which the facts are written: ours say which era."""

DATE_FORMAT = "j F ค.ศ. Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F ค.ศ. Y, H:i"
SHORT_DATE_FORMAT = "j M ค.ศ. Y"
SHORT_DATETIME_FORMAT = "j M ค.ศ. Y, H:i"
