# One image for web, worker and beat; compose.yaml says which of them a container is.
FROM node:22-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM python:3.11-slim-bookworm
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PATH=/app/.venv/bin:$PATH H4F_STATIC_ROOT=/app/static_root
WORKDIR /app
COPY requirements-uv.txt requirements.txt ./
RUN python -m venv .venv \
    && pip install --no-cache-dir --require-hashes -r requirements-uv.txt \
    && uv pip install --no-cache --compile-bytecode --python .venv/bin/python --require-hashes -r requirements.txt
COPY --from=packages /app/node_modules node_modules
COPY . .
# Settings are needed to compile and to collect, but none of these values is kept in the image.
RUN export H4F_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
        H4F_ALLOWED_HOSTS=build.invalid H4F_PUBLIC_URL=https://build.invalid H4F_FILES_DIR=/var/lib/h4f/files \
        H4F_DATABASE_URL=postgres://build.invalid/h4f REDIS_URL=redis://build.invalid:6379/0 \
        EMAIL_URL=smtp://build.invalid:25 H4F_MAIL_FROM=post@build.invalid \
    && python manage.py messages --compile \
    && python manage.py collectstatic --noinput --verbosity 0 \
    && python -m documents.pdf.fonts \
    && python -m compileall -q accounts custody documents donations devices recipients h4f
RUN useradd --system --uid 10001 --home-dir /var/lib/h4f h4f \
    && install --directory --owner h4f --group h4f /var/lib/h4f /var/lib/h4f/files /var/lib/h4f/beat
USER h4f
EXPOSE 8000
