# Headers that vendors of shipment data commonly use, in English. Direction must come from --flow, because no column states it.
# Dates must be ISO (2025-03-28): what 03/04/2025 or 1,234 means only a profile of one's own can say.

help = shipment lines with the usual English headers; give --flow
kind = shipment_line
require = date | hs

column.declaration_no = DECLARATION NO | DECLARATION NUMBER | BE NUMBER | BILL OF ENTRY NO | SHIPPING BILL NO | SB NO | DOCUMENT NO | OPERATION NUMBER | BL NO
column.line_no = ITEM NO | ITEM NUMBER | ITEM | LINE NO
column.date = DATE | DECLARATION DATE | IMP DATE | EXP DATE | REGISTRATION DATE | SHIPMENT DATE | BILL OF ENTRY DATE | ARRIVAL DATE
column.hs = HS CODE | HSN CODE | HTS CODE | TARIFF CODE
column.description = GOODS DESCRIPTION | PRODUCT DESCRIPTION | PRODUCT DESC EN | PRODUCT DESCRIPTION EN | DESCRIPTION OF GOODS | ITEM DESCRIPTION | PRODUCT DESC VN | DESCRIPTION
column.part_number = PART NUMBER | PART NO | P/N | MODEL NUMBER
column.qty = QUANTITY | QTY | COMERCIAL QUANTITY | COMMERCIAL QUANTITY | TOTAL QUANTITY | STD QUANTITY
column.unit = UNIT | UNIT OF QUANTITY | QUANTITY UNIT | QTY UNIT | UQC | STD UNIT
column.net_kg = NET WEIGHT KG | NET WEIGHT | NET MASS
column.gross_kg = GROSS WEIGHT KG | GROSS WEIGHT | GROSS MASS
column.value = DECLARED VALUE | TOTAL VALUE FC | INVOICE VALUE
column.currency = CURRENCY | CURENCY | CURRENCY UNIT | INVOICE CURRENCY
column.value_usd = TOTAL VALUE USD | TOTAL PRICE IN USD | VALUE USD | CUSTOMS VALUE USD | CIF USD | FOB USD
column.incoterms = INCOTERMS | INCO TERMS | DELIVERY TERMS | TERMS OF DELIVERY
column.origin = COUNTRY OF ORIGIN | ORIGIN COUNTRY | ORIGIN
column.dispatch = DISPATCH COUNTRY | COUNTRY OF EXPORT | EXPORT COUNTRY | FROM COUNTRY NAME EN
column.destination = DESTINATION COUNTRY | COUNTRY OF DESTINATION | DESTINATION
column.partner = COUNTRY ISO CODE 2 | PARTNER COUNTRY | COUNTRY
column.regime = REGIME | PROCEDURE CODE | CUSTOMS REGIME
column.transport_mode = MODE OF TRANSPORT | TRANSPORT MODE
column.customs_office = CUSTOMS OFFICE | OFFICE ID | PORT CODE
column.importer = IMPORTER | IMPORTER NAME | IMPORTER NAME EN
column.exporter = EXPORTER | EXPORTER NAME | SUPPLIER | SUPPLIER NAME
column.consignee = CONSIGNEE | CONSIGNEE NAME
column.consignor = CONSIGNOR | CONSIGNOR NAME | SHIPPER | SHIPPER NAME

null = NULL | N/A | NA | - | ? | NIL | ОТСУТСТВУЕТ
weight_scope = detect
zero_value = withheld
zero_weight = withheld
