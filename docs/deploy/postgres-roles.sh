#!/bin/sh
# Makes the two roles of a hub and its database: hub_owner owns and migrates, hub_app serves and owns
# nothing, so that the log stays append-only for the hub itself. Connects as psql does by itself.
set -eu
psql --username "${POSTGRES_USER:-postgres}" --dbname postgres --set ON_ERROR_STOP=1 <<'SQL'
\getenv owner_password HUB_OWNER_PASSWORD
\getenv app_password HUB_APP_PASSWORD
create role hub_owner login password :'owner_password';
create role hub_app login password :'app_password';
create database hub owner hub_owner encoding 'UTF8' template template0;
revoke connect on database hub from public;
grant connect on database hub to hub_app;
SQL
