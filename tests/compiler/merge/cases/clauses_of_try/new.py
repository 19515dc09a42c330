async def fetch(url):
    try:
        async with session() as client:
            return await client.get(url, timeout=5)
    except TimeoutError:
        return None
    finally:
        log("done", url)
