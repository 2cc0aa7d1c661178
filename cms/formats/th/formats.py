"""Thai date formats that name the era: readers would take a bare year as one of the Buddhist era."""

DATE_FORMAT = "j F ค.ศ. Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F ค.ศ. Y, H:i"
SHORT_DATE_FORMAT = "j M ค.ศ. Y"
SHORT_DATETIME_FORMAT = "j M ค.ศ. Y, H:i"
