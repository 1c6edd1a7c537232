#include "kong/across.h"

/* What the provider of a model needs. */
static const struct {
	const char *provider;
	enum name_id need;
} providers[] = {{"llama2", N_llama2_format}, {"llama2", N_upstream_url},
	{"mistral", N_mistral_format}, {"anthropic", N_anthropic_version},
	{"azure", N_azure_instance}, {"azure", N_azure_deployment_id}};

/* azure's api version has a default, which null and absent options lack. */
static void
check_api_version(struct judge *j, uint32_t provider, uint32_t options)
{
	uint32_t at = judge_get(j, options, N_azure_api_version);

	if (judge_is(j, provider, "azure") &&
		(judge_value(j, options) <= VALUE_NULL ||
			judge_value(j, at) == VALUE_NULL))
		judge_report(j, RULE_FIELD_COMBINATION, provider,
			"provider azure needs model.options.azure_api_version");
}

/* The default of allow_override is false, but auth has none. */
static void
check_override(struct judge *j, uint32_t provider, uint32_t auth)
{
	uint32_t override = judge_get(j, auth, N_allow_override);

	if ((!judge_is(j, provider, "bedrock") &&
		    !judge_is(j, provider, "gemini")) ||
		judge_value(j, auth) == VALUE_ANY)
		return;
	if (judge_value(j, auth) <= VALUE_NULL ||
		judge_value(j, override) == VALUE_NULL ||
		judge_is_boolean(j, override, true))
		judge_report(j, RULE_FIELD_COMBINATION,
			override ? override : provider,
			"this provider needs auth with allow_override: false");
}

static void
check_llm(struct judge *j, uint32_t llm)
{
	uint32_t model = judge_get(j, llm, N_model),
		 provider = judge_get(j, model, N_provider),
		 options = judge_get(j, model, N_options),
		 statistics = judge_get(
			 j, judge_get(j, llm, N_logging), N_log_statistics);
	size_t k;

	for (k = 0; k < countof(providers); k++)
		if (judge_is(j, provider, providers[k].provider) &&
			judge_value(j, options) != VALUE_ANY &&
			judge_value(
				j, judge_get(j, options, providers[k].need)) <=
				VALUE_NULL)
			judge_report(j, RULE_FIELD_COMBINATION, provider,
				"provider %s needs model.options.%s",
				providers[k].provider,
				name_text(providers[k].need));
	check_api_version(j, provider, options);
	check_override(j, provider, judge_get(j, llm, N_auth));
	if (judge_is(j, provider, "anthropic") &&
		judge_is(j, judge_get(j, llm, N_route_type),
			"llm/v1/completions") &&
		judge_is_boolean(j, statistics, true))
		judge_report(j, RULE_FIELD_COMBINATION, statistics,
			"log_statistics must be false with provider anthropic "
			"and llm/v1/completions");
}

void
across_ai_proxy(const struct across_config *c)
{
	uint32_t format = across_get(c, N_llm_format),
		 type = across_get(c, N_route_type),
		 provider = judge_get(c->j, across_get(c, N_model), N_provider);
	bool bedrock = judge_is(c->j, format, "bedrock"),
	     gemini = judge_is(c->j, format, "gemini");

	check_llm(c->j, c->i);
	/* null passes for both where Kong compares it with a list */
	if (!bedrock && !gemini && judge_value(c->j, format) != VALUE_NULL)
		return;
	if (judge_value(c->j, type) == VALUE_STRING &&
		!judge_is(c->j, type, "llm/v1/chat"))
		across_needs(c, false, N_llm_format, "route_type llm/v1/chat");
	if ((bedrock || gemini) &&
		judge_value(c->j, provider) == VALUE_STRING &&
		!judge_is(c->j, provider, bedrock ? "bedrock" : "gemini"))
		across_needs(c, false, N_llm_format, "the same model.provider");
}

void
across_ai_transformer(const struct across_config *c)
{
	uint32_t llm = across_get(c, N_llm),
		 type = judge_get(c->j, llm, N_route_type);

	check_llm(c->j, llm);
	if (judge_value(c->j, type) == VALUE_STRING &&
		!judge_is(c->j, type, "llm/v1/chat"))
		judge_report(c->j, RULE_INVALID_ENUM, type,
			"route_type must be llm/v1/chat in this plugin");
}

void
across_ai_prompt_decorator(const struct across_config *c)
{
	uint32_t prompts = across_get(c, N_prompts);

	if (judge_value(c->j, prompts) <= VALUE_NULL ||
		judge_is_boolean(c->j, prompts, false))
		judge_report(c->j, RULE_FIELD_COMBINATION, c->place,
			"set prompts.prepend or prompts.append");
}

void
across_ai_prompt_guard(const struct across_config *c)
{
	if (across_is_true(c, N_match_all_roles) &&
		across_is_true(c, N_allow_all_conversation_history))
		judge_report(c->j, RULE_FIELD_COMBINATION,
			across_get(c, N_match_all_roles),
			"match_all_roles and allow_all_conversation_history "
			"must not both be true");
}
