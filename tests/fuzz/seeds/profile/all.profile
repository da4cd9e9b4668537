# all keys
help = x
kind = statistic
source = s
reporter = IN
flow = reexport
encoding = BIG5
date_format = DD/MM/YYYY | DD-MMM-YY | ROC.MM | EXCEL | ISO
date_means = year
time_zone = -03:30
date_kind = arrived
decimal_sign = ,
grouping = lakh
grouping_sign = blank
null = - | ?
unit.KARTON = CTN
currency = EUR
value_factor = 1000
value_basis = EXW
weight_scope = detect
hs_digits = 10
zero_value = withheld
zero_weight = keep
parties = hash
choose = name
match = A | B
require = hs | date
column.hs = HS
column.date = DATE
description_lang = en

---
12,34,567.5
45000
03/04/2025
114/03
05-Mar-25
1 234,5-
