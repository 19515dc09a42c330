async def fetch(url):
    try:
        async with session() as client:
            return await client.get(url, timeout=5)
    except TimeoutError:
        return retry(url)
    finally:
        log("done", url)
