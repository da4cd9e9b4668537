# Russian declarations as vendors sell them. The columns named after roubles may hold another currency: CURRENCY_UNIT says
# which. ITEM_NUMBER is 0 throughout, so lines are told apart by what they say. Declaration numbers hold the date
# (10012020/310325/5016594 is 31 March 2025), which is not read: the date has a column of its own.

help = Russia, customs declarations; give --flow
kind = declaration_line
reporter = RU
choose = name
require = declaration_no | date | hs

column.declaration_no = DECLARATION NUMBER | DECLARATION NO | НОМЕР ДЕКЛАРАЦИИ
column.line_no = ITEM NUMBER | ITEM NO
column.date = DECLARATION DATE | REGISTRATION DATE | IMP DATE | EXP DATE | DATE | ДАТА
column.hs = HS CODE | HSCODE | КОД ТНВЭД | ТНВЭД
column.description = GOODS DESCRIPTION | PRODUCT DESCRIPTION | PRODUCT DESCRIPTION RU | PRODUCT DESC EN | PRODUCT DESCRIPTION EN | ОПИСАНИЕ
column.part_number = PART NUMBER | ARTICLE | АРТИКУЛ
column.qty = QUANTITY | QTY | COMERCIAL QUANTITY | COMMERCIAL QUANTITY
column.unit = UNIT | QUANTITY UNIT | UNIT OF QUANTITY
column.net_kg = NET WEIGHT | NET WEIGHT KG | ВЕС НЕТТО
column.gross_kg = GROSS WEIGHT | GROSS WEIGHT KG | ВЕС БРУТТО
column.value = INVOICE VALUE IN FC | INVOICE VALUE RUB | CUSTOMS VALUE RUB | TOTAL VALUE RUB | INVOICE VALUE | TOTAL VALUE
column.currency = CURRENCY UNIT | CURRENCY | CURENCY
column.value_usd = CUSTOMS VALUE USD | TOTAL VALUE USD | STATISTICAL VALUE USD | VALUE USD
column.incoterms = INCOTERMS | DELIVERY TERMS | TERMS OF DELIVERY
column.origin = ORIGIN COUNTRY | COUNTRY OF ORIGIN | СТРАНА ПРОИСХОЖДЕНИЯ
column.dispatch = DISPATCH COUNTRY | COUNTRY OF DISPATCH | COUNTRY OF SHIPMENT | EXPORT COUNTRY | СТРАНА ОТПРАВЛЕНИЯ
column.destination = DESTINATION COUNTRY | COUNTRY OF DESTINATION | СТРАНА НАЗНАЧЕНИЯ
column.regime = PROCEDURE CODE | CUSTOMS PROCEDURE CODE | CUSTOMS REGIME | REGIME
column.transport_mode = MODE OF TRANSPORT | TRANSPORT MODE | TRANSPORT TYPE
column.customs_office = CUSTOMS OFFICE | CUSTOMS POST | CUSTOMS CODE
column.importer = IMPORTER | IMPORTER NAME | IMPORTER NAME EN | IMPORTER NAME RU
column.exporter = EXPORTER | EXPORTER NAME | EXPORTER NAME EN | SUPPLIER NAME
column.consignee = CONSIGNEE | CONSIGNEE NAME | BUYER NAME | BUYER NAME EN
column.consignor = CONSIGNOR | CONSIGNOR NAME | SHIPPER NAME

encoding = WINDOWS-1251
date_format = DD.MM.YYYY | ISO | DD/MM/YYYY
time_zone = +03:00
date_kind = declared
weight_scope = detect
hs_digits = 10
zero_value = withheld
zero_weight = withheld
null = NULL | N/A | NA | - | ? | ОТСУТСТВУЕТ | Отсутствует | отсутствует | НЕТ
