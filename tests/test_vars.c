#include "vars/vars.h"

#include "folder.h"

static struct vars *v;
static struct diags d;

/* "dir" is the secrets folder. */
static void
begin(void)
{
	enter();
	ck_assert_int_eq(mkdir("dir", 0700), 0);
}

static void
end(void)
{
	vars_free(v);
	diags_free(&d);
	leave();
}

/* What is asked, and its answer: "value<origin", "unset" or "failed". */
static void
check(const char *name, const char *wanted)
{
	const struct var *var = vars_lookup(v, name, strlen(name), &d);
	struct buf got = {0};

	if (var->failed) {
		buf_adds(&got, "failed");
		ck_assert_uint_eq(var->n, 0);
	} else if (var->source == VAR_UNSET) {
		buf_adds(&got, "unset");
	} else {
		buf_add(&got, var->value, var->n);
		buf_addf(&got, "<%s", var->origin);
	}
	ck_assert_str_eq(var->name, name);
	ck_assert_str_eq(got.s, wanted);
	ck_assert_int_eq(var->value[var->n], '\0');
	buf_free(&got);
}

START_TEST(the_first_source_that_has_a_name_wins)
{
	static const char *const environment[] = {"B=environment",
		"B_FILE=b.txt", "C_FILE=c.txt", "A=environment", "A_FILE=b.txt",
		NULL};
	static const char *const files[] = {"one.env", "two.env"};
	struct vars_config config = {.secrets_dir = "dir",
		.environment = (char *const *)environment,
		.env_files = files,
		.nenv_files = 2};

	begin();
	puts_in("dir/A", "folder");
	puts_in("c.txt", "named\n");
	puts_in("one.env", "A=one\nB=one\nC=one\nD=one\nE=one\n");
	puts_in("two.env", "D=two\nD=three\n");
	v = vars_open(&config, &d);
	check("A", "folder<dir/A");
	check("B", "environment<B");
	check("C", "named<c.txt");
	check("D", "three<two.env");
	check("E", "one<one.env");
	check("F", "unset");
	ck_assert_uint_eq(d.n, 0);
	end();
}
END_TEST

START_TEST(an_alias_is_second_within_each_source_and_not_across)
{
	static const struct var_alias aliases[] = {
		{"X", "ax"}, {"A", "a"}, {"B", "b"}, {"C", "c"}, {"D", "e"}};
	static const char *const environment[] = {
		"A=environment", "b=alias", "B=exact", "c_FILE=c.txt", NULL};
	static const char *const files[] = {"env"};
	struct vars_config config = {.secrets_dir = "dir",
		.environment = (char *const *)environment,
		.env_files = files,
		.nenv_files = 1,
		.aliases = aliases,
		.naliases = countof(aliases)};

	begin();
	puts_in("dir/a", "folder");
	puts_in("c.txt", "named");
	puts_in("env", "C=exact\ne=alias\nx=1\n");
	v = vars_open(&config, &d);
	check("A", "folder<dir/a"); /* before the exact name later on */
	check("B", "exact<B");
	check("C", "named<c.txt");
	check("D", "alias<env");
	check("X", "unset");
	check("b", "alias<b"); /* an alias is a name of its own too */
	check("a", "folder<dir/a");
	check("E", "unset");
	vars_free(v);
	/* or first */
	config.alias_first = true;
	v = vars_open(&config, &d);
	check("A", "folder<dir/a");
	check("B", "alias<b");
	check("C", "named<c.txt");
	check("D", "alias<env");
	check("X", "unset");
	check("x", "1<env");
	end();
}
END_TEST

START_TEST(a_mapped_name_has_its_key_in_the_folder_and_no_other_file)
{
	static const struct var_alias aliases[] = {{"X", "A"}};
	static const char *const words[] = {"A=key-of.a", "B=b"};
	static const char *const environment[] = {"B=environment", NULL};
	struct keymap keys = {0};
	struct vars_config config = {.secrets_dir = "dir",
		.secret_keys = &keys,
		.environment = (char *const *)environment,
		.aliases = aliases,
		.naliases = countof(aliases)};
	struct buf why = {0};

	begin();
	puts_in("dir/key-of.a", "mapped");
	puts_in("dir/A", "not this");
	puts_in("dir/B", "not this");
	puts_in("dir/C", "itself");
	ck_assert_int_eq(keymap_parse(&keys, words, countof(words), &why), 0);
	v = vars_open(&config, &d);
	check("A", "mapped<dir/key-of.a");
	check("X", "mapped<dir/key-of.a");
	check("B", "environment<B");
	check("C", "itself<dir/C");
	ck_assert_uint_eq(d.n, 0);
	keymap_free(&keys);
	end();
}
END_TEST

START_TEST(the_environment_is_read_as_getenv_reads_it)
{
	static const char *const environment[] = {"AB=wrong", "A=first",
		"A=second", "NOTHING", "EMPTY=", "E==x=", "=odd", NULL};
	struct vars_config config = {.environment = (char *const *)environment};

	begin();
	v = vars_open(&config, &d);
	check("A", "first<A");
	check("EMPTY", "<EMPTY");
	check("E", "=x=<E");
	check("NOTHING", "unset");
	check("B", "unset");
	check("a", "unset");
	ck_assert_uint_eq(d.n, 0);
	end();
}
END_TEST

START_TEST(a_mounted_file_is_read_byte_by_byte)
{
	struct vars_config config = {.secrets_dir = "dir"};

	begin();
	puts_in("dir/A", " x \r\n\n");
	puts_in("dir/EMPTY", "");
	/* as Kubernetes mounts it */
	mkdir("dir/..2024", 0700);
	puts_in("dir/..2024/B", "linked");
	ck_assert_int_eq(symlink("..2024", "dir/..data"), 0);
	ck_assert_int_eq(symlink("..data/B", "dir/B"), 0);
	v = vars_open(&config, &d);
	check("A", " x \r\n\n<dir/A");
	check("EMPTY", "<dir/EMPTY");
	check("B", "linked<dir/B");
	ck_assert_uint_eq(d.n, 0);
	end();
}
END_TEST

/* One generation as the kubelet writes it, and the links to it. */
static void
put_generation(const char *name, const char *a, const char *b)
{
	struct buf path = {0};

	buf_addf(&path, "dir/%s", name);
	ck_assert_int_eq(mkdir(path.s, 0700), 0);
	buf_adds(&path, "/A");
	puts_in(path.s, a);
	path.s[path.n - 1] = 'B';
	puts_in(path.s, b);
	ck_assert_int_eq(symlink(name, "dir/..data_tmp"), 0);
	ck_assert_int_eq(rename("dir/..data_tmp", "dir/..data"), 0);
	buf_free(&path);
}

START_TEST(all_values_come_from_one_generation_of_the_folder)
{
	struct vars_config config = {.secrets_dir = "dir"};

	begin();
	put_generation("..1", "old a", "old b");
	ck_assert_int_eq(symlink("..data/A", "dir/A"), 0);
	ck_assert_int_eq(symlink("..data/B", "dir/B"), 0);
	puts_in("dir/OWN", "beside");
	v = vars_open(&config, &d);
	check("A", "old a<dir/A");
	check("OWN", "beside<dir/OWN");
	put_generation("..2", "new a", "new b");
	check("B", "old b<dir/B");
	ck_assert_uint_eq(d.n, 0);
	vars_free(v);
	v = vars_open(&config, &d);
	check("B", "new b<dir/B");
	end();
}
END_TEST

START_TEST(a_generation_that_is_gone_is_an_error_and_not_the_next_one)
{
	struct vars_config config = {.secrets_dir = "dir"};

	begin();
	put_generation("..1", "old a", "old b");
	ck_assert_int_eq(symlink("..data/A", "dir/A"), 0);
	ck_assert_int_eq(symlink("..data/B", "dir/B"), 0);
	v = vars_open(&config, &d);
	check("A", "old a<dir/A");
	put_generation("..2", "new a", "new b");
	/* as the kubelet does once the link is swapped */
	unlink("dir/..1/A");
	unlink("dir/..1/B");
	rmdir("dir/..1");
	check("B", "failed");
	ck_assert_ptr_nonnull(strstr(d.v[0].message, "changed while"));
	end();
}
END_TEST

START_TEST(a_link_to_a_key_that_its_generation_lacks_is_an_error)
{
	struct vars_config config = {.secrets_dir = "dir"};

	begin();
	put_generation("..1", "a", "b");
	ck_assert_int_eq(symlink("..data/C", "dir/C"), 0);
	v = vars_open(&config, &d);
	check("C", "failed");
	check("D", "unset");
	ck_assert_uint_eq(d.n, 1);
	end();
}
END_TEST

START_TEST(a_name_never_leads_out_of_the_secrets_folder)
{
	struct vars_config config = {.secrets_dir = "dir"};
	struct buf name = {0};
	size_t i;

	begin();
	puts_in("outside", "secret");
	v = vars_open(&config, &d);
	check("../outside", "unset");
	check("..", "unset");
	check(".", "unset");
	check("", "unset");
	for (i = 0; i < 5000; i++) /* no file can have this name */
		buf_addc(&name, 'A');
	check(name.s, "unset");
	ck_assert_uint_eq(d.n, 0);
	buf_free(&name);
	end();
}
END_TEST

START_TEST(a_named_file_loses_one_newline)
{
	static const char *const environment[] = {"A_FILE=a", "B_FILE=b",
		"C_FILE=c", "D_FILE=d", "E_FILE=e", "NONE_FILE=", "DASH_FILE=-",
		NULL};
	struct vars_config config = {.environment = (char *const *)environment};

	begin();
	puts_in("a", "x\n");
	puts_in("b", "x\r\n");
	puts_in("c", "x\n\n");
	puts_in("d", "x\r");
	puts_in("e", "\n");
	puts_in("-", "a file's name");
	v = vars_open(&config, &d);
	check("A", "x<a");
	check("B", "x<b");
	check("C", "x\n<c");
	check("D", "x\r<d");
	check("E", "<e");
	check("NONE", "unset");
	check("DASH", "a file's name<-");
	check("A_FILE", "a<A_FILE");
	end();
}
END_TEST

/* the value of "X" from the environment, wrong at byte */
static void
check_bad(const char *value, const char *message)
{
	struct buf entry = {0};
	char *environment[] = {NULL, NULL};
	struct vars_config config = {.environment = environment};

	buf_addf(&entry, "X=%s", value);
	environment[0] = entry.s;
	v = vars_open(&config, &d);
	check("X", "failed");
	check("X", "failed");
	ck_assert_uint_eq(d.n, 1); /* once */
	ck_assert_int_eq(d.v[0].rule, RULE_INVALID_VALUE);
	ck_assert_str_eq(d.v[0].message, message);
	vars_free(v);
	diags_free(&d);
	buf_free(&entry);
}

START_TEST(a_value_that_is_not_utf8_is_an_error_at_its_byte)
{
	check_bad("hunter2\xff", "the value of $X, in the environment as X, is "
				 "not valid UTF-8 at byte 8");
	check_bad("\xc0\x80", "the value of $X, in the environment as X, is "
			      "not valid UTF-8 at byte 1");
	check_bad("\xc3\xa9\xed\xa0\x80", "the value of $X, in the environment "
					  "as X, is not valid UTF-8 at byte 3");
	check_bad("a\xf0\x9f\x94", "the value of $X, in the environment as X, "
				   "is not valid UTF-8 at byte 2");
}
END_TEST

START_TEST(any_valid_utf8_is_a_value)
{
	static const char *const environment[] = {
		"X=\x01\x7f\xc2\x80\xef\xbf\xbf\xf4\x8f\xbf\xbf", NULL};
	struct vars_config config = {.environment = (char *const *)environment};

	begin();
	v = vars_open(&config, &d);
	check("X", "\x01\x7f\xc2\x80\xef\xbf\xbf\xf4\x8f\xbf\xbf<X");
	end();
}
END_TEST

START_TEST(a_nul_from_any_file_is_an_error_that_names_the_file)
{
	static const char *const environment[] = {"B_FILE=b", NULL};
	static const char *const files[] = {"env"};
	struct vars_config config = {.secrets_dir = "dir",
		.environment = (char *const *)environment,
		.env_files = files,
		.nenv_files = 1};

	begin();
	put("dir/A", "ab\0\xff", 4);
	put("b", "\0\n", 2);
	put("env", "C='x\0y'\n", 8);
	v = vars_open(&config, &d);
	ck_assert_ptr_nonnull(v);
	check("A", "failed");
	check("B", "failed");
	check("C", "failed");
	ck_assert_uint_eq(d.n, 3);
	ck_assert_str_eq(d.v[0].message,
		"the value of $A, from dir/A, contains a NUL at byte 3");
	ck_assert_str_eq(d.v[1].message,
		"the value of $B, from b, contains a NUL at byte 1");
	ck_assert_str_eq(d.v[2].message,
		"the value of $C, from env, contains a NUL at byte 2");
	end();
}
END_TEST

START_TEST(a_value_of_a_mebibyte_fits_and_one_byte_more_does_not)
{
	struct vars_config config = {.secrets_dir = "dir"};
	char *s = xcalloc(VARS_MAX_VALUE + 1, 1);

	begin();
	memset(s, 'x', VARS_MAX_VALUE + 1);
	put("dir/A", s, VARS_MAX_VALUE);
	put("dir/B", s, VARS_MAX_VALUE + 1);
	v = vars_open(&config, &d);
	ck_assert_uint_eq(vars_lookup(v, "A", 1, &d)->n, VARS_MAX_VALUE);
	ck_assert_uint_eq(d.n, 0);
	check("B", "failed");
	ck_assert_int_eq(d.v[0].rule, RULE_TOO_LARGE);
	ck_assert_str_eq(d.v[0].message, "the value of $B, from dir/B, exceeds "
					 "the limit of 1048576 bytes");
	free(s);
	end();
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_a_failure_not_a_miss)
{
	static const char *const environment[] = {
		"A=not this one", "N_FILE=no/such", NULL};
	struct vars_config config = {.secrets_dir = "dir",
		.environment = (char *const *)environment};

	begin();
	mkdir("dir/A", 0700);
	ck_assert_int_eq(symlink("LOOP", "dir/LOOP"), 0);
	ck_assert_int_eq(symlink("nowhere", "dir/MISSING"), 0);
	ck_assert_int_eq(mkfifo("dir/FIFO", 0600), 0);
	v = vars_open(&config, &d);
	check("A", "failed");
	check("N", "failed");
	check("LOOP", "failed");
	check("MISSING", "failed");
	check("FIFO", "failed"); /* and nobody waits for a writer */
	ck_assert_uint_eq(d.count[LEVEL_FAILURE], 5);
	ck_assert_uint_eq(d.n, 5);
	ck_assert_str_eq(d.v[0].message,
		"cannot read the value of $A from "
		"dir/A: Is a directory: docker and subPath make a "
		"folder where the file to mount is missing");
	ck_assert_str_eq(d.v[1].message,
		"cannot read the value of $N from no/such, "
		"named by N_FILE: No such file or directory: mount the "
		"file, or correct the path");
	ck_assert_ptr_nonnull(strstr(d.v[2].message, "dir/LOOP: Too many"));
	ck_assert_ptr_nonnull(strstr(d.v[3].message, "a missing file"));
	ck_assert_ptr_nonnull(strstr(d.v[4].message, "not a regular file"));
	end();
}
END_TEST

START_TEST(sources_that_cannot_be_opened_are_all_reported)
{
	static const char *const files[] = {"bad.env", "no.env", "good.env"};
	struct vars_config config = {
		.secrets_dir = "nodir", .env_files = files, .nenv_files = 3};

	begin();
	puts_in("bad.env", "A=1\nhunter2\n");
	puts_in("good.env", "A=1\n");
	ck_assert_ptr_null(vars_open(&config, &d));
	ck_assert_uint_eq(d.n, 3);
	ck_assert_str_eq(d.v[0].message,
		"cannot read --secrets-dir nodir: No such file or directory: "
		"mount the Secret there, or correct the path");
	ck_assert_int_eq(d.v[1].rule, RULE_ENV_FILE);
	ck_assert_uint_eq(d.v[1].at, 4);
	/* its text is still there to find the place in */
	ck_assert_uint_eq(text_place(d.v[1].text, d.v[1].at).line, 2);
	ck_assert_str_eq(d.v[1].text->path, "bad.env");
	ck_assert_int_eq(d.v[2].rule, RULE_IO);
	ck_assert_str_eq(d.v[2].text->path, "no.env");
	diags_free(&d);
	config.secrets_dir = "good.env";
	config.nenv_files = 0;
	ck_assert_ptr_null(vars_open(&config, &d));
	ck_assert_str_eq(d.v[0].message, "--secrets-dir good.env is not a "
					 "folder: pass the one where the "
					 "Secret is mounted");
	end();
}
END_TEST

START_TEST(a_name_is_looked_up_once_and_remembered_in_order)
{
	struct vars_config config = {.secrets_dir = "dir"};
	const struct var *a, *b;
	char name[16];
	int i;

	begin();
	puts_in("dir/A", "first");
	v = vars_open(&config, &d);
	a = vars_lookup(v, "A and more", 1, &d);
	b = vars_lookup(v, "B", 1, &d);
	puts_in("dir/A", "second");
	puts_in("dir/B", "late");
	for (i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "N%d", i);
		vars_lookup(v, name, strlen(name), &d);
	}
	ck_assert_ptr_eq(vars_lookup(v, "A", 1, &d), a);
	ck_assert_str_eq(a->value, "first");
	ck_assert_int_eq(b->source, VAR_UNSET);
	ck_assert_str_eq(b->value, "");
	ck_assert_ptr_eq(vars_asked(v, 0), a);
	ck_assert_ptr_eq(vars_asked(v, 1), b);
	ck_assert_str_eq(vars_asked(v, 1001)->name, "N999");
	ck_assert_ptr_null(vars_asked(v, 1002));
	vars_free(NULL);
	end();
}
END_TEST

START_TEST(without_any_source_every_name_is_unset)
{
	struct vars_config config = {0};

	begin();
	v = vars_open(&config, &d);
	check("PATH", "unset");
	ck_assert_uint_eq(d.n, 0);
	end();
}
END_TEST

START_TEST(a_near_name_is_one_that_some_source_has)
{
	static const char *const environment[] = {
		"ENVIRON=x", "PATH=/bin", "BROKEN", NULL};
	static const char *const files[] = {"a.env"};
	struct vars_config config = {.secrets_dir = "dir",
		.environment = (char *const *)environment,
		.env_files = files,
		.nenv_files = 1};
	int i;

	begin();
	puts_in("dir/MOUNTED", "1");
	puts_in("dir/.HIDDEN", "1");
	puts_in("a.env", "ASSIGNED=1\n");
	v = vars_open(&config, &d);
	ck_assert_ptr_nonnull(v);
	ck_assert_str_eq(vars_near(v, "ENVRION", 7), "ENVIRON");
	ck_assert_str_eq(vars_near(v, "MOUNTEDD", 8), "MOUNTED");
	ck_assert_str_eq(vars_near(v, "ASIGNED", 7), "ASSIGNED");
	ck_assert_ptr_null(vars_near(v, "HIDEN", 5));
	ck_assert_ptr_null(vars_near(v, "SOMETHING_ELSE", 14));
	/* of a few names only: each costs a look at all */
	for (i = 0; i < 100; i++)
		vars_near(v, "X", 1);
	ck_assert_ptr_null(vars_near(v, "ASIGNED", 7));
	end();
}
END_TEST

SUITE("vars", a_near_name_is_one_that_some_source_has,
	the_first_source_that_has_a_name_wins,
	an_alias_is_second_within_each_source_and_not_across,
	a_mapped_name_has_its_key_in_the_folder_and_no_other_file,
	the_environment_is_read_as_getenv_reads_it,
	a_mounted_file_is_read_byte_by_byte,
	all_values_come_from_one_generation_of_the_folder,
	a_generation_that_is_gone_is_an_error_and_not_the_next_one,
	a_link_to_a_key_that_its_generation_lacks_is_an_error,
	a_name_never_leads_out_of_the_secrets_folder,
	a_named_file_loses_one_newline,
	a_value_that_is_not_utf8_is_an_error_at_its_byte,
	any_valid_utf8_is_a_value,
	a_nul_from_any_file_is_an_error_that_names_the_file,
	a_value_of_a_mebibyte_fits_and_one_byte_more_does_not,
	a_file_that_cannot_be_read_is_a_failure_not_a_miss,
	sources_that_cannot_be_opened_are_all_reported,
	a_name_is_looked_up_once_and_remembered_in_order,
	without_any_source_every_name_is_unset)
