# Kazakh declarations as vendors sell them: values in tenge and in dollars; the column with the rate is sometimes 1 and is
# not read. BRAND is "absent" as a text.

help = Kazakhstan, customs declarations; give --flow
kind = declaration_line
reporter = KZ
match = CUSTOMS VALUE KZT
require = date | hs

column.declaration_no = DECLARATION NUMBER | DECLARATION NO | DOCUMENT NO
column.line_no = ITEM NUMBER | ITEM NO
column.date = DECLARATION DATE | REGISTRATION DATE | DATE | IMP DATE
column.hs = HS CODE | HSCODE | КОД ТНВЭД
column.description = GOODS DESCRIPTION | PRODUCT DESCRIPTION | PRODUCT DESCRIPTION EN | PRODUCT DESC EN
column.qty = QUANTITY | QTY | TOTALQUANTITY | TOTAL QUANTITY
column.unit = UNIT | QUANTITY UNIT | UNIT OF QUANTITY
column.net_kg = NET WEIGHT | NET WEIGHT KG | N WEIGHT
column.gross_kg = GROSS WEIGHT | GROSS WEIGHT KG | G WEIGHT
column.value = VALUE KZT | CUSTOMS VALUE KZT | TOTAL VALUE KZT
column.currency = CURRENCY UNIT | CURRENCY | CURENCY
column.value_usd = CUSTOMS VALUE USD | TOTAL VALUE USD | VALUE USD
column.incoterms = INCOTERMS | DELIVERY TERMS
column.origin = ORIGIN COUNTRY | COUNTRY OF ORIGIN | ORIGIN COUNTRY NAME EN | ORIGIN COUNTRY NAME
column.dispatch = DISPATCH COUNTRY | EXPORT COUNTRY | FROM COUNTRY NAME EN | FROM COUNTRY NAME
column.destination = DESTINATION COUNTRY | COUNTRY OF DESTINATION | TO COUNTRY NAME EN | TO COUNTRY NAME
column.partner = COUNTRY ISO CODE 2
column.regime = PROCEDURE CODE | CUSTOMS PROCEDURE CODE | CUSTOMS REGIME | REGIME
column.transport_mode = MODE OF TRANSPORT | TRANSPORT MODE | TRANS TYPE CROSS BORDER EN | TRANS TYPE CROSS BORDER
column.customs_office = CUSTOMS OFFICE | CUSTOMS POST | CUSTOMS OFFICE CODE
column.importer = IMPORTER | IMPORTER NAME | IMPORTER NAME EN
column.exporter = EXPORTER | EXPORTER NAME | EXPORTER NAME EN | SUPPLIER NAME | SUPPLIER NAME EN
column.consignee = CONSIGNEE | CONSIGNEE NAME | BUYER NAME | BUYER NAME EN
column.consignor = CONSIGNOR | CONSIGNOR NAME | SHIPPER NAME

encoding = WINDOWS-1251
date_format = DD.MM.YYYY | ISO | DD/MM/YYYY
time_zone = +05:00
date_kind = declared
weight_scope = detect
hs_digits = 10
zero_value = withheld
zero_weight = withheld
null = NULL | N/A | NA | - | ? | ABSENT | absent | ОТСУТСТВУЕТ | Отсутствует | отсутствует | НЕТ
