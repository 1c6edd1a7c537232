# A valid Kong template of about SIZE bytes on stdout (awk -v size=1000000): the
# consumers of the shipped one, then as many services as fit.
BEGIN {
	text = "_format_version: '3.0'\nconsumers:\n"
	text = text "  - username: anon\n    keyauth_credentials:\n"
	text = text "      - key: $SUPABASE_ANON_KEY\n"
	text = text "      - key: $SUPABASE_PUBLISHABLE_KEY\n"
	text = text "  - username: service_role\n    keyauth_credentials:\n"
	text = text "      - key: $SUPABASE_SERVICE_KEY\n"
	text = text "      - key: $SUPABASE_SECRET_KEY\n"
	text = text "services:\n"
	printf "%s", text
	n = length(text)
	for (i = 0; n < size; i++) {
		text = "  # service " i ": one of many, all alike\n"
		text = text "  - name: service-" i "\n"
		text = text "    url: http://upstream-" i ":3000/\n"
		text = text "    routes:\n"
		text = text "      - name: route-" i "\n"
		text = text "        strip_path: true\n"
		text = text "        paths:\n"
		text = text "          - /path/" i "/\n"
		text = text "          - \"/other path/" i "\"\n"
		text = text "    plugins:\n"
		text = text "      - name: request-transformer\n"
		text = text "        config:\n"
		text = text "          replace:\n"
		text = text "            headers:\n"
		text = text "              - \"x-api-key:$SUPABASE_ANON_KEY\"\n"
		text = text "          add: {headers: ['x-nr:" i "', x-a:b]}\n"
		text = text "      - name: key-auth\n"
		text = text "        config:\n"
		text = text "          hide_credentials: false\n"
		printf "%s", text
		n += length(text)
	}
}
