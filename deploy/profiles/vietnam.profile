# Vietnamese customs declarations as vendors sell them: values of 0 beside real quantities are kept back, not free goods;
# quantities have decimals; numbers of declarations went through a number (107575000001).

help = Vietnam, customs declarations; give --flow if it is not imports
kind = declaration_line
reporter = VN
flow = import
match = PRODUCT DESC VN
require = declaration_no | date | hs

column.declaration_no = DECLARATION NO | DECLARATION NUMBER | DOCUMENT NO
column.line_no = ITEM NO | ITEM NUMBER | ITEM
column.date = DATE | REGISTRATION DATE | DECLARATION DATE | IMP DATE | EXP DATE
column.hs = HS CODE | HSCODE
column.description = PRODUCT DESC VN | PRODUCT DESCRIPTION VN | PRODUCT DESC | GOODS DESCRIPTION | PRODUCT DESCRIPTION | PRODUCT DESC EN | PRODUCT DESCRIPTION EN
column.qty = QTY | QUANTITY | TOTAL QUANTITY
column.unit = UNIT | UNIT OF QUANTITY | QUANTITY UNIT
column.net_kg = NET WEIGHT | NET WEIGHT KG
column.gross_kg = GROSS WEIGHT | GROSS WEIGHT KG
column.value_usd = TOTAL PRICE IN USD | TOTAL VALUE USD | CUSTOMS VALUE USD
column.incoterms = INCOTERMS | DELIVERY TERMS | TERMS OF DELIVERY
column.origin = ORIGIN COUNTRY | COUNTRY OF ORIGIN | ORIGIN
column.dispatch = EXPORT COUNTRY | FROM COUNTRY NAME EN
column.destination = DESTINATION COUNTRY | IMPORT COUNTRY | IMPORTER COUNTRY
column.partner = COUNTRY ISO CODE 2
column.regime = PROCEDURE CODE | IMPORT TYPE | EXPORT TYPE | TYPE OF IMPORT | TYPE OF EXPORT
column.transport_mode = MODE OF TRANSPORT | TRANSPORT MODE
column.customs_office = CUSTOMS OFFICE | CUSTOMS BRANCH | CUSTOMS OFFICE CODE | CUSTOMS OFFICE NAME
column.importer = IMPORTER | IMPORTER NAME | IMPORTER NAME EN | IMPORTER NAME VN
column.exporter = EXPORTER | EXPORTER NAME | EXPORTER NAME EN | EXPORTER NAME VN | SUPPLIER | SUPPLIER NAME

date_format = ISO | DD/MM/YYYY | DD-MMM-YYYY
time_zone = +07:00
date_kind = registered
weight_scope = detect
hs_digits = 8
zero_value = withheld
zero_weight = withheld
null = NULL | N/A | NA | - | ?
