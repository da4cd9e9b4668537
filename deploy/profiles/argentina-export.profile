# Argentina's statistics of exports by month and NCM code, without countries, as its customs open data hand them out: the
# day is the first of the month, weights are kilograms, values dollars FOB, cells are padded with blanks.
# CANT_UNIDAD_ESTADISTICA is in the statistical unit whose number stands in UN.

help = Argentina, exports by month and NCM code
kind = statistic
reporter = AR
flow = export
match = FECHA | POS NCM | PESO NETO KILOS | MONTO FOB DOLAR
require = date | hs

column.date = FECHA
column.hs = POS NCM
column.qty = CANT UNIDAD ESTADISTICA
column.unit = UN
column.net_kg = PESO NETO KILOS
column.value_usd = MONTO FOB DOLAR

date_format = ISO
date_means = month
value_basis = FOB
unit.1 = KGM
