"""Korean puts 오전 and 오후 before the hour; Django's format of day and time puts them behind."""

DATETIME_FORMAT = "Y년 n월 j일 A g:i"
