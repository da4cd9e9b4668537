"""Answers as the APIs of trade statistics do, by the month that is asked for: python3 api_server.py LOG

Prints its port, then serves until it is ended. LOG gets the path of each request, and the subscription key if one came.
"""
import http.server
import json
import re
import sys

ROW = {"typeCode": "C", "freqCode": "M", "refPeriodId": 20250101, "refYear": 2025, "refMonth": 1, "period": "202501",
       "reporterCode": 458, "flowCode": "M", "partnerCode": 490, "partner2Code": 0, "classificationCode": "H6",
       "cmdCode": "847180", "customsCode": "C00", "mosCode": "0", "motCode": 0, "qtyUnitCode": 5, "qty": 5200,
       "isQtyEstimated": False, "netWgt": 41600, "cifvalue": 187200000.0, "fobvalue": None, "primaryValue": 187200000.0,
       "isReported": False, "isAggregate": True}
HEADER = ["I_COMMODITY", "CTY_CODE", "CTY_NAME", "GEN_VAL_MO", "GEN_QY1_MO", "UNIT_QY1", "time"]
asked = {}


def comtrade(month, rows):
    data = [dict(ROW, period=month, refMonth=int(month[4:]), refPeriodId=int(month + "01"), partnerCode=partner)
            for partner in (490, 842, 156, 392, 410, 702, 344, 704)[:rows]]
    if rows > len(data):
        data *= rows // len(data)
    return json.dumps({"elapsedTime": "0.1 secs", "count": len(data), "data": data, "error": ""})


def census(month):
    return json.dumps([HEADER, ["8471804000", "5830", "TAIWAN", "1450000000", "9100", "NO", month]])


class Api(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body, headers=(), missing=0):
        body = body.encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + missing))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        with open(sys.argv[1], "a") as log:
            print(self.path, self.headers.get("Ocp-Apim-Subscription-Key", ""), file=log)
        first = self.path not in asked
        asked[self.path] = True
        month = re.search(r"(?:period|time)=(\d{4})-?(\d{2})", self.path)
        number = int(month.group(2))
        year_month = month.group(1) + month.group(2)
        if number == 2 and first:
            self.answer(429, "too many requests", [("Retry-After", "1")])
        elif number == 3:
            self.answer(200, "<html><body>Service unavailable, or invalid key</body></html>")
        elif number == 4:
            self.answer(204, "")
        elif number == 5 and first:
            self.answer(200, comtrade(year_month, 2)[:300], missing=500)
        elif number == 6:
            self.answer(200, comtrade(year_month, 100000))
        elif number == 7:
            self.answer(401, '{"statusCode": 401, "message": "invalid subscription key"}')
        elif "/data/timeseries/" in self.path:
            self.answer(200, census(month.group(1) + "-" + month.group(2)))
        else:
            self.answer(200, comtrade(year_month, 2))


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api)
print(server.server_address[1], flush=True)
server.serve_forever()
