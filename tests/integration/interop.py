"""Another implementation of the two frames: confluent-kafka's registry client and Avro serialisers, and fastavro.

usage: interop.py read  FRAME RECORD    prints the messages of the topic RECORD as the producers' --print would
       interop.py write FRAME RECORD    sends such lines from standard input

FRAME is "registry" (0, schema id, Avro; CHIPWATCH_REGISTRY) or "single" (C3 01, fingerprint, Avro). The schema is that
of schemas/RECORD.avsc in CHIPWATCH_SOURCE_DIR, except that "registry" takes what the registry has.
"""
import base64
import datetime
import decimal
import faulthandler
import io
import json
import os
import sys
import uuid

import confluent_kafka
import fastavro
from confluent_kafka.schema_registry import SchemaRegistryClient, topic_subject_name_strategy
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

WAIT_S = 30
UTC = datetime.timezone.utc


def schema_of(record):
    with open(os.path.join(os.environ["CHIPWATCH_SOURCE_DIR"], "schemas", record + ".avsc"), encoding="utf-8") as file:
        return json.load(file)


class Single:
    """Avro's single-object encoding, spelt out with fastavro alone."""

    def __init__(self, record):
        schema = schema_of(record)
        canonical = fastavro.schema.to_parsing_canonical_form(schema)
        self.head = b"\xc3\x01" + bytes.fromhex(fastavro.schema.fingerprint(canonical, "CRC-64-AVRO"))
        self.schema = fastavro.parse_schema(schema)

    def decode(self, payload):
        head = payload[: len(self.head)]
        if head != self.head:
            raise SystemExit(f"a message begins with {head.hex()}, expected {self.head.hex()}")
        stream = io.BytesIO(payload[len(self.head) :])
        value = fastavro.schemaless_reader(stream, self.schema)
        if stream.read():
            raise SystemExit("bytes are left behind the record")
        return value

    def encode(self, value):
        out = io.BytesIO()
        out.write(self.head)
        fastavro.schemaless_writer(out, self.schema, value)
        return out.getvalue()


class Registry:
    """Confluent's frame by Confluent's library. It may not register a schema: it must be content with what is there."""

    def __init__(self, record):
        client = SchemaRegistryClient({"url": os.environ["CHIPWATCH_REGISTRY"], "timeout": 10})
        # Said outright: the library's default asks the registry first, for something that only Confluent's own has.
        names = {"subject.name.strategy": topic_subject_name_strategy}
        self.context = SerializationContext(record, MessageField.VALUE)
        self.deserializer = AvroDeserializer(client, conf=names)
        known = {"auto.register.schemas": False, "use.latest.version": True}
        self.serializer = AvroSerializer(client, conf=names | known)

    def decode(self, payload):
        return self.deserializer(payload, self.context)

    def encode(self, value):
        return self.serializer(value, self.context)


def payloads(topic):
    """Every message of the topic, whatever groups have read."""
    consumer = confluent_kafka.Consumer(
        {"bootstrap.servers": os.environ["CHIPWATCH_BROKERS"], "group.id": "interop", "enable.auto.commit": False}
    )
    partitions, left = [], 0
    for number in consumer.list_topics(topic, timeout=WAIT_S).topics[topic].partitions:
        low, high = consumer.get_watermark_offsets(confluent_kafka.TopicPartition(topic, number), timeout=WAIT_S)
        partitions.append(confluent_kafka.TopicPartition(topic, number, low))
        left += high - low
    consumer.assign(partitions)
    while left:
        message = consumer.poll(WAIT_S)
        if message is None or message.error():
            raise SystemExit(f"{left} messages do not come: {message and message.error()}")
        left -= 1
        yield message.value()


def printed(value):
    """A decoded value in the notation of --print."""
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def parsed(value, kind):
    """The other way, by the field's kind in the schema."""
    if isinstance(kind, list):
        return None if value is None else parsed(value, kind[1])
    name = kind.get("logicalType", kind["type"]) if isinstance(kind, dict) else kind
    if name == "bytes":
        return base64.b64decode(value)
    if name == "decimal":
        return decimal.Decimal(value)
    if name == "date":
        return datetime.date.fromisoformat(value)
    if name == "timestamp-millis":
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(UTC)
    return value


def read(frame, record):
    for payload in payloads(record):
        line = {"record": record}
        line.update((name, printed(value)) for name, value in frame.decode(payload).items())
        print(json.dumps(line, ensure_ascii=False))


def delivered(error, _):
    if error:
        raise SystemExit(f"a message was not delivered: {error}")


def write(frame, record):
    producer = confluent_kafka.Producer({"bootstrap.servers": os.environ["CHIPWATCH_BROKERS"], "acks": "all"})
    kinds = {field["name"]: field["type"] for field in schema_of(record)["fields"]}
    for line in sys.stdin:
        value = json.loads(line)
        event = {name: parsed(value[name], kind) for name, kind in kinds.items()}
        key = value.get("scope_id") or value["event_id"]
        producer.produce(record, frame.encode(event), key, on_delivery=delivered)
    if producer.flush(WAIT_S):
        raise SystemExit("messages are left undelivered")


if __name__ == "__main__":
    # A library that hangs must say where, and not hold the tests up.
    faulthandler.dump_traceback_later(120, exit=True)
    action, frame_name, record_name = sys.argv[1:]
    frame_class = {"single": Single, "registry": Registry}[frame_name]
    {"read": read, "write": write}[action](frame_class(record_name), record_name)
    # Nothing is owed to the group, and leaving it in good form has been seen to wait for ever.
    sys.stdout.flush()
    os._exit(0)
