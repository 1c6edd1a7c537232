#!/bin/bash
# In place of the community chart's own entrypoint, which fills the template with
# sed: render it, then become Kong. If something is wrong, Kong is not started,
# and `kubectl describe pod` says why. Kong itself needs none of the keys.
export KONG_DECLARATIVE_CONFIG=/kong-config/kong.yml
exec kongrender render \
	--template /usr/local/kong/template.yml \
	--output "$KONG_DECLARATIVE_CONFIG" \
	--mode 0600 \
	--unset SUPABASE_ANON_KEY,SUPABASE_SERVICE_KEY,SUPABASE_PUBLISHABLE_KEY,SUPABASE_SECRET_KEY,ANON_KEY_ASYMMETRIC,SERVICE_ROLE_KEY_ASYMMETRIC,DASHBOARD_USERNAME,DASHBOARD_PASSWORD \
	-- /entrypoint.sh kong docker-start
