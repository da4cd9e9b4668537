# Indian shipping bills as vendors sell them: dates 17/05/2024 or 17-May-2024, rupees in lakh grouping (56,36,25,000.00).
# Values in rupees stand beside the currency of the invoice, which is not theirs: currency_rule.
# Aggregated ("short") sheets write midnight Indian time in UTC (2025-03-28T18:30:00.000Z is 29 March): time_zone.

help = India, shipping bills (exports)
kind = declaration_line
reporter = IN
flow = export
match = SHIPPING BILL NO | IEC
require = declaration_no | date | hs

column.declaration_no = SHIPPING BILL NO | SHIPPING BILL NUMBER | SB NO | SB NUMBER | SHIPPING BILL
column.line_no = ITEM NO | ITEM NUMBER | ITEM | SR NO
column.date = SHIPPING BILL DATE | SB DATE | EXP DATE | EXPORT DATE | LEO DATE | DATE
column.hs = HS CODE | HSCODE | RITC CODE | RITC | ITC HS CODE
column.description = GOODS DESCRIPTION | PRODUCT DESCRIPTION | ITEM DESCRIPTION | PRODUCT DESC EN
column.part_number = PART NUMBER | PART NO | MODEL NO
column.qty = QUANTITY | QTY | TOTAL QUANTITY | STD QUANTITY
column.unit = UNIT | UQC | UNIT OF QUANTITY | QUANTITY UNIT | STD UNIT
column.net_kg = NET WEIGHT | NET WEIGHT KG
column.gross_kg = GROSS WEIGHT | GROSS WEIGHT KG
column.value = FOB VALUE INR | FOB INR | TOTAL VALUE INR | FOB VALUE | TOTAL VALUE FC | INVOICE VALUE | TOTAL VALUE | VALUE
column.currency = CURRENCY | CURENCY | CURRENCY UNIT | INVOICE CURRENCY
column.value_usd = FOB USD | TOTAL VALUE USD | FOB VALUE USD | VALUE USD
column.incoterms = INCOTERMS | INCO TERMS | TERMS OF DELIVERY
column.origin = COUNTRY OF ORIGIN | ORIGIN COUNTRY | ORIGIN
column.destination = DESTINATION COUNTRY | COUNTRY OF DESTINATION | FOREIGN COUNTRY | BUYER COUNTRY | DESTINATION
column.transport_mode = MODE OF TRANSPORT | MODE OF SHIPMENT | MODE
column.customs_office = INDIAN PORT | PORT OF LOADING | PORT CODE | CUSTOMS OFFICE
column.exporter = EXPORTER NAME | EXPORTER | INDIAN EXPORTER NAME
column.consignee = CONSIGNEE NAME | CONSIGNEE | BUYER NAME | FOREIGN IMPORTER NAME
column.importer = IMPORTER NAME | IMPORTER

date_format = DD/MM/YYYY | DD-MM-YYYY | DD-MMM-YYYY | DD-MMM-YY | ISO
time_zone = +05:30
date_kind = declared
grouping = lakh
currency_rule = name
value_basis = FOB
weight_scope = detect
hs_digits = 8
zero_value = withheld
zero_weight = withheld
null = NULL | N/A | NA | - | ? | NIL
description_lang = en
