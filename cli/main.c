/*
 * The program's door: signals, the language of the environment, then the dispatcher.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/dispatch.h"
#include "cli/progress.h"

/* Chinese where the environment's message language is Chinese, else English. */
static enum jh_lang environment_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return strncmp(value, "zh", 2) == 0 ? JH_LANG_ZH : JH_LANG_EN;
    }
    return JH_LANG_EN;
}

/*
 * Idle threads of the OpenMP runtime spin by default, which makes everything several times slower as
 * soon as another program wants a core. The runtime reads its policy once, when the program is
 * loaded, so it must be in the environment before: start over with it. Failing that, go on.
 */
static void wait_passively(char **argv)
{
    if (getenv("OMP_WAIT_POLICY") == NULL && setenv("OMP_WAIT_POLICY", "passive", 1) == 0)
        execv("/proc/self/exe", argv);
}

int main(int argc, char **argv)
{
    wait_passively(argv);
    /* A closed pipe and a file size limit are write errors with an exit code of their own. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    cli_interrupt_install();
    return cli_main(
        argc > 0 ? (size_t)argc - 1 : 0, (const char *const *)argv + 1, environment_language());
}
