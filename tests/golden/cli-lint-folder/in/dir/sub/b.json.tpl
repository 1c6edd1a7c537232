_format_version: "9"
