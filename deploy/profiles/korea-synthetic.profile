# The synthetic import declarations that researchers of the Korea Customs Service published
# (github.com/Seondong/Customs-Declaration-Datasets, MIT): line-level, HS6, no line number, no unit, no currency.
# https://github.com/Seondong/Customs-Declaration-Datasets

help = Korea Customs Service, synthetic import declarations (research data, not real goods)
kind = declaration_line
reporter = KR
flow = import
match = Declaration ID | HS6 Code | Country of Departure | Country of Origin Indicator | Critical Fraud
require = declaration_no | date | hs | value

column.declaration_no = Declaration ID
column.date = Date
column.hs = HS6 Code
column.value = Item Price
column.net_kg = Net Mass
column.dispatch = Country of Departure
column.origin = Country of Origin
column.regime = Import Type
column.transport_mode = Mode of Transport
column.customs_office = Office ID
column.importer = Importer ID
column.exporter = Seller ID

date_format = YYYY-MM-DD
date_kind = declared
hs_digits = 6
value_basis = unknown
