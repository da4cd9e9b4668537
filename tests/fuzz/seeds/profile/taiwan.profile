# Taiwan's trade statistics by month, 11-digit code and country, as its portal hands them out: years of the Republic of
# China (114/03 is March 2025), codes as 8471.50.00.00-5 or 84715000005 with a check digit, BIG5 where the
# file is not UTF-8 (then --profile taiwan is needed). Codes of 10 digits are carried as they are, because the check digit may
# be left out as well as a leading zero lost. The portal's header was not to be had when this was written: where yours
# differs, or values are in thousands (value_factor), copy this file.

help = Taiwan, trade statistics by month, 11-digit code and country; give --flow
kind = statistic
reporter = TW
match = 貨品號列
require = date | hs

column.date = 年月 | 日期 | 時間 | 進出口年月 | 資料年月 | 年/月
column.hs = 貨品號列 | 貨品分類號列 | CCC CODE | 稅則號別
column.description = 貨名 | 貨品名稱 | 中文貨名 | 英文貨名
column.qty = 數量
column.unit = 數量單位 | 單位
column.net_kg = 重量(公斤) | 淨重(公斤) | 重量
column.value_usd = 價值(美元) | 金額(美元) | 美元
column.partner = 國家 | 國家地區 | 國別 | 國家名稱

encoding = BIG5
date_format = ROC/MM/DD | ROC/MM | ROC.MM | ISO
date_means = month
grouping = threes
null = NULL | N/A | NA | - | ?
description_lang = zh-Hant
