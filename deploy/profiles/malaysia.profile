# Malaysian declarations as vendors sell them: each line repeats the gross weight of its whole declaration, and item
# numbers repeat. TOTAL VALUE USD is the line's; FOB USD and CIF USD are the declaration's or in another currency, so they
# are not read.

help = Malaysia, customs declarations; give --flow if it is not imports
kind = declaration_line
reporter = MY
flow = import
choose = name
require = declaration_no | hs

column.declaration_no = DECLARATION NO | DECLARATION NUMBER | DECLARATION_NUMBER
column.line_no = ITEM NO | ITEM NUMBER
column.date = DATE | IMP DATE | EXP DATE | DECLARATION DATE | REGISTRATION DATE
column.hs = HS CODE | HSCODE | TARIFF CODE
column.description = GOODS DESCRIPTION | PRODUCT DESCRIPTION | DESCRIPTION
column.qty = QUANTITY | QTY | STD QUANTITY
column.unit = UNIT | STD UNIT | UNIT OF QUANTITY
column.net_kg = NET WEIGHT | NET WEIGHT KG
column.gross_kg = GROSS WEIGHT | GROSS WEIGHT KG
column.value_usd = TOTAL VALUE USD
column.incoterms = INCOTERMS | TERMS OF DELIVERY
column.origin = COUNTRY OF ORIGIN | ORIGIN COUNTRY | ORIGIN
column.dispatch = EXPORT COUNTRY | COUNTRY OF EXPORT
column.destination = DESTINATION COUNTRY | COUNTRY OF DESTINATION
column.transport_mode = MODE OF TRANSPORT | TRANSPORT MODE
column.customs_office = CUSTOMS OFFICE | STATION | PORT CODE
column.importer = IMPORTER | IMPORTER NAME | CONSIGNEE NAME
column.exporter = EXPORTER | EXPORTER NAME | SUPPLIER NAME | CONSIGNOR NAME

date_format = ISO | DD/MM/YYYY | DD-MMM-YYYY
time_zone = +08:00
date_kind = declared
grouping = threes
weight_scope = header
hs_digits = 10
zero_value = withheld
zero_weight = withheld
null = NULL | N/A | NA | - | ?
description_lang = en
