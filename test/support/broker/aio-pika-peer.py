"""A foreign client, aio-pika: `consume URL QUEUE COUNT` prints each message as a line of JSON and acknowledges it;
`publish URL QUEUE` sends each line of JSON from stdin, waits for the confirm, and prints "confirmed"."""

import asyncio
import datetime
import json
import sys

import aio_pika


def described(message):
    return {
        "body": message.body.decode(),
        "headers": message.headers_raw,
        "contentType": message.content_type,
        "contentEncoding": message.content_encoding,
        "messageId": message.message_id,
        "correlationId": message.correlation_id,
        "timestampMs": int(message.timestamp.timestamp() * 1000) if message.timestamp else None,
        "type": message.type,
        "appId": message.app_id,
        "priority": message.priority,
        "persistent": message.delivery_mode == aio_pika.DeliveryMode.PERSISTENT,
        "exchange": message.exchange,
        "routingKey": message.routing_key,
        "redelivered": message.redelivered,
    }


def say(text):
    print(text, flush=True)


async def consume(channel, name, count):
    queue = await channel.get_queue(name)
    async with queue.iterator() as messages:
        async for message in messages:
            say(json.dumps(described(message), default=lambda value: bytes(value).decode()))
            await message.ack()
            count -= 1
            if count == 0:
                return


async def publish(channel, name):
    for line in sys.stdin:
        given = json.loads(line)
        message = aio_pika.Message(
            given["body"].encode(),
            headers=given.get("headers"),
            content_type=given.get("contentType"),
            message_id=given.get("messageId"),
            correlation_id=given.get("correlationId"),
            app_id=given.get("appId"),
            timestamp=datetime.datetime.now() if given.get("timestamp") else None,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        await channel.default_exchange.publish(message, routing_key=name)
        say("confirmed")


async def main(task, url, name, *rest):
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        if task == "consume":
            await consume(channel, name, int(rest[0]))
        else:
            await publish(channel, name)


asyncio.run(main(*sys.argv[1:]))
