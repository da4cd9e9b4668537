# Indian bills of entry as vendors sell them: dates 17/05/2024 or 17-May-2024, rupees in lakh grouping (56,36,25,000.00).
# Values in rupees stand beside the currency of the invoice, which is not theirs: currency_rule.
# Aggregated ("short") sheets write midnight Indian time in UTC (2025-03-28T18:30:00.000Z is 29 March): time_zone.

help = India, bills of entry (imports)
kind = declaration_line
reporter = IN
flow = import
match = BILL OF ENTRY DATE | IEC
require = declaration_no | date | hs

column.declaration_no = BILL OF ENTRY NO | BILL OF ENTRY NUMBER | BE NO | BE NUMBER | DECLARATION NO | DECLARATION NUMBER
column.line_no = ITEM NO | ITEM NUMBER | ITEM | SR NO
column.date = BILL OF ENTRY DATE | BE DATE | IMP DATE | IMPORT DATE | DATE
column.hs = HS CODE | HSCODE | RITC CODE | RITC | ITC HS CODE | CTH HSCODE | CTH
column.description = GOODS DESCRIPTION | PRODUCT DESCRIPTION | ITEM DESCRIPTION | PRODUCT DESC EN
column.part_number = PART NUMBER | PART NO | MODEL NO
column.qty = QUANTITY | QTY | TOTAL QUANTITY | STD QUANTITY
column.unit = UNIT | UQC | UNIT OF QUANTITY | QUANTITY UNIT | STD UNIT
column.net_kg = NET WEIGHT | NET WEIGHT KG
column.gross_kg = GROSS WEIGHT | GROSS WEIGHT KG
column.value = TOTAL VALUE INR | ASSESSABLE VALUE INR | CIF INR | TOTAL ASSESS VALUE INR | TOTAL VALUE FC | INVOICE VALUE | TOTAL VALUE | VALUE
column.currency = CURRENCY | CURENCY | CURRENCY UNIT | INVOICE CURRENCY
column.value_usd = TOTAL VALUE USD | CIF USD | ASSESSABLE VALUE USD | VALUE USD
column.incoterms = INCOTERMS | INCO TERMS | TERMS OF DELIVERY
column.origin = COUNTRY OF ORIGIN | ORIGIN COUNTRY | ORIGIN
column.dispatch = COUNTRY OF CONSIGNMENT | CONSIGNMENT COUNTRY | SUPPLIER COUNTRY | COUNTRY OF EXPORT
column.transport_mode = MODE OF TRANSPORT | MODE OF SHIPMENT | MODE
column.customs_office = INDIAN PORT | PORT OF DISCHARGE | PORT CODE | CUSTOMS OFFICE
column.exporter = SUPPLIER NAME | SUPPLIER | FOREIGN EXPORTER NAME | EXPORTER NAME
column.importer = IMPORTER NAME | IMPORTER | INDIAN IMPORTER NAME

date_format = DD/MM/YYYY | DD-MM-YYYY | DD-MMM-YYYY | DD-MMM-YY | ISO
time_zone = +05:30
date_kind = declared
grouping = lakh
currency_rule = name
value_basis = CIF
weight_scope = detect
hs_digits = 8
zero_value = withheld
zero_weight = withheld
null = NULL | N/A | NA | - | ? | NIL
description_lang = en
