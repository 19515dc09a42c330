FROM python:3.11-slim

WORKDIR /site
COPY requirements/run.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY manage.py ./
COPY agents agents
COPY erdgen erdgen
COPY fixtures/erds fixtures/erds
COPY generator_site generator_site
COPY sample_erd.json ./
COPY templates templates
# Its user may not write here, so no process could keep what it compiled, and each run is a process.
RUN python -m compileall -q .

RUN useradd --create-home site && mkdir /data && chown site /data
USER site
ENV ERDGEN_DATA=/data PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "generator_site.wsgi"]
