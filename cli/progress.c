#include "cli/progress.h"

#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/num.h"

#include "cli/width.h"

enum { BAR_CELLS = 24, LINE_MAX_BYTES = 512 };
static const double redraw_s = 0.1;
static const double estimate_after_s = 1.0;

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void cli_progress_init(struct cli_progress *progress, FILE *out, enum jh_lang lang)
{
    double now = now_s();
    *progress = (struct cli_progress){.out = out,
        .lang = lang,
        .start_s = now,
        .stage_start_s = now,
        .drawn_s = -JH_INF,
        .deadline_s = JH_INF,
        .limit_s = JH_INF};
}

void cli_progress_limit(struct cli_progress *progress, double seconds)
{
    progress->limit_s = isfinite(seconds) ? seconds : JH_INF;
    progress->deadline_s = now_s() + progress->limit_s;
}

void cli_progress_lap(void *ctx, double share_frac)
{
    struct cli_progress *progress = ctx;
    progress->deadline_s = now_s() + share_frac * progress->limit_s;
}

void cli_progress_size(struct cli_progress *progress, double size_bytes)
{
    progress->size_bytes = size_bytes;
}

double cli_progress_elapsed(const struct cli_progress *progress)
{
    return now_s() - progress->start_s;
}

void cli_progress_clear(struct cli_progress *progress)
{
    if (!progress->drawn)
        return;
    fputs("\r\033[K", progress->out);
    fflush(progress->out);
    progress->drawn = false;
}

static int terminal_columns(FILE *out)
{
    struct winsize size;
    if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

/* "0:07", "12:34", "1:02:03". */
static void format_duration(char *out, size_t size, double seconds)
{
    long s = lround(fmin(fmax(seconds, 0), 1e7));
    if (s >= 3600)
        snprintf(out, size, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
    else
        snprintf(out, size, "%ld:%02ld", s / 60, s % 60);
}

size_t cli_progress_line(char *out, size_t size, int columns, enum jh_lang lang, const char *stage,
    double done_frac, double bytes_per_s, double elapsed_s, double left_s)
{
    char bar[BAR_CELLS + 1], elapsed[24], left[24], tail[160];
    double frac = fmin(fmax(done_frac, 0), 1);
    for (int i = 0; i < BAR_CELLS; i++)
        bar[i] = i < (int)(frac * BAR_CELLS) ? '#' : '-';
    bar[BAR_CELLS] = '\0';
    format_duration(elapsed, sizeof elapsed, elapsed_s);
    format_duration(left, sizeof left, left_s);
    int n = snprintf(tail, sizeof tail, " [%s] %3d%%", bar, (int)(frac * 100));
    if (isfinite(bytes_per_s) && bytes_per_s >= 0) {
        bool giga = bytes_per_s >= 999.5e6;
        n += snprintf(tail + n, sizeof tail - (size_t)n, "  %.*f %cB/s", giga,
            bytes_per_s / (giga ? 1e9 : 1e6), giga ? 'G' : 'M');
    }
    n += snprintf(tail + n, sizeof tail - (size_t)n, "  %s", elapsed);
    if (isfinite(left_s))
        snprintf(tail + n, sizeof tail - (size_t)n, "  %s %s", jh_tr(lang, "left about"), left);
    const char *text = jh_tr(lang, stage);
    int room = columns - 1 - cli_width(tail, strlen(tail));
    size_t keep = cli_width_cut(text, room > 0 ? room : 0);
    int written = snprintf(out, size, "%.*s%s", (int)keep, text, tail);
    return written < 0 ? 0 : (size_t)written;
}

void cli_progress_report(void *ctx, const char *stage, double done_frac)
{
    struct cli_progress *progress = ctx;
    if (progress->out == NULL)
        return;
    double now = now_s();
    if (progress->stage == NULL || strcmp(progress->stage, stage) != 0) {
        progress->stage = stage;
        progress->stage_start_s = now;
        progress->stage_start_frac = done_frac;
    } else if (now - progress->drawn_s < redraw_s) {
        return;
    }
    double spent = now - progress->stage_start_s, left = JH_INF;
    double gained = done_frac - progress->stage_start_frac, rate = JH_NAN;
    if (spent > estimate_after_s && gained > 0.02)
        left = spent * (1 - done_frac) / gained;
    if (spent > estimate_after_s && progress->size_bytes > 0)
        rate = gained * progress->size_bytes / spent;
    char line[LINE_MAX_BYTES];
    cli_progress_line(line, sizeof line, terminal_columns(progress->out), progress->lang,
        cli_interrupted() ? "stopping; Ctrl-C again ends at once" : stage, done_frac, rate,
        now - progress->start_s, left);
    fprintf(progress->out, "\r%s\033[K", line);
    fflush(progress->out);
    progress->drawn_s = now;
    progress->drawn = true;
}

bool cli_progress_should_stop(void *ctx)
{
    const struct cli_progress *progress = ctx;
    return cli_interrupted() || (isfinite(progress->deadline_s) && now_s() >= progress->deadline_s);
}

bool cli_progress_cut_short(void *ctx)
{
    (void)ctx;
    return cli_interrupted();
}

/* The program's only mutable global: set by the signal, read by the run. */
static volatile sig_atomic_t interrupted;

static void note_signal(int signal_number)
{
    interrupted = signal_number;
}

void cli_interrupt_install(void)
{
    struct sigaction action = {
        .sa_handler = note_signal, .sa_flags = (int)(SA_RESETHAND | SA_RESTART)};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool cli_interrupted(void)
{
    return interrupted != 0;
}

void cli_interrupt_resume(void)
{
    signal(interrupted, SIG_DFL);
    raise(interrupted);
}

void cli_time_now(char out[CLI_TIME_MAX])
{
    time_t now = time(NULL);
    struct tm utc;
    out[0] = '\0';
    if (gmtime_r(&now, &utc) != NULL)
        strftime(out, CLI_TIME_MAX, "%Y-%m-%dT%H:%M:%SZ", &utc);
}
