#include "io/office/picture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/embedded.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"
#include "io/office/png.h"
#include "io/process.h"
#include "io/report/svg.h"

enum { TIMEOUT_S = 120, MESSAGE_MAX_BYTES = 1 << 16, PICTURE_MAX_BYTES = 64 << 20 };

bool jh_i_picture_size(xmlNode *svg, double *out_width, double *out_height)
{
    xmlChar *box = xmlGetNoNsProp(svg, BAD_CAST "viewBox");
    double x, y, width, height;
    bool found =
        box != NULL && sscanf((const char *)box, "%lf %lf %lf %lf", &x, &y, &width, &height) == 4;
    xmlFree(box);
    if (!found || !(width > 0) || !(height > 0))
        return false;
    *out_width = width;
    *out_height = height;
    return true;
}

/* ---- Style: the report's colours are CSS variables, which drawing programs do not know --------- */

/* The value of "--name: value;" in the sheet. */
static const char *variable(const char *sheet, const char *name, size_t name_len, size_t *out_len)
{
    for (const char *p = sheet; (p = strstr(p, "--")) != NULL; p += 2) {
        if (strncmp(p, name, name_len) != 0 || p[name_len] != ':')
            continue;
        const char *value = p + name_len + 1 + strspn(p + name_len + 1, " ");
        *out_len = strcspn(value, ";");
        return value;
    }
    return NULL;
}

static void put_sheet(struct jh_buf *out, const char *colours, const struct jh_embedded *sheet)
{
    const char *end = sheet->data + sheet->len, *from = sheet->data;
    for (const char *use; (use = strstr(from, "var(--")) != NULL;) {
        size_t name_len = strcspn(use + 4, ")"), value_len = 0;
        const char *value = variable(colours, use + 4, name_len, &value_len);
        jh_buf_add(out, from, (size_t)(use - from));
        if (value != NULL)
            jh_buf_add(out, value, value_len);
        from = use + 4 + name_len + 1;
    }
    jh_buf_add(out, from, (size_t)(end - from));
}

static void put_style(struct jh_buf *out)
{
    static const char *const sheets[] = {"data/embed/picture.css", "data/embed/office/picture.css"};
    const struct jh_embedded *colours = jh_embedded_find("data/embed/report.css");
    jh_buf_puts(out, "<style>\n");
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
        const struct jh_embedded *sheet = jh_embedded_find(sheets[i]);
        if (sheet != NULL && colours != NULL)
            put_sheet(out, colours->data, sheet);
    }
    jh_buf_puts(out, "</style>\n");
}

enum jh_status jh_i_picture_svg(xmlNode *svg, struct jh_buf *out, struct jh_error *err)
{
    double width, height;
    if (!jh_i_picture_size(svg, &width, &height))
        return jh_fail(err, JH_E_INTERNAL, "a picture without a size");
    jh_buf_puts(out, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
    jh_i_svg_attr(out, "width", width);
    jh_i_svg_attr(out, "height", height);
    jh_buf_puts(out, " viewBox=\"0 0");
    jh_buf_puts(out, " ");
    jh_i_svg_num(out, width, 1);
    jh_buf_puts(out, " ");
    jh_i_svg_num(out, height, 1);
    xmlChar *class = xmlGetNoNsProp(svg, BAD_CAST "class");
    jh_buf_puts(out, "\" class=\"");
    jh_buf_puts(out, class != NULL ? (const char *)class : "");
    jh_buf_puts(out, "\">\n");
    xmlFree(class);
    put_style(out);
    xmlBuffer *inside = xmlBufferCreate();
    if (inside == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (xmlNode *child = svg->children; child != NULL; child = child->next)
        if (xmlNodeDump(inside, svg->doc, child, 0, 0) < 0)
            out->status = JH_E_NOMEM;
    jh_buf_add(out, xmlBufferContent(inside), (size_t)xmlBufferLength(inside));
    xmlBufferFree(inside);
    jh_buf_puts(out, "</svg>\n");
    return jh_buf_status(out, err);
}

/* ---- Drawing ---------------------------------------------------------------------------------- */

static enum jh_status write_scratch(char path[], const struct jh_buf *text, struct jh_error *err)
{
    int fd = mkstemp(path);
    FILE *file = fd >= 0 ? fdopen(fd, "wb") : NULL;
    if (file == NULL) {
        if (fd >= 0)
            close(fd);
        return jh_fail(err, JH_E_IO, "cannot write %s: %s", path, strerror(errno));
    }
    bool written = fwrite(text->data, 1, text->len, file) == text->len;
    if (fclose(file) != 0 || !written) {
        enum jh_status st = jh_fail(err, JH_E_IO, "cannot write %s: %s", path, strerror(errno));
        unlink(path);
        return st;
    }
    return JH_OK;
}

/* The time of day has no place in a replayed plan. */
static void forget_time(struct jh_buf *pdf)
{
    static const char mark[] = "/CreationDate (D:", never[] = "19800101000000";
    const size_t len = sizeof mark - 1, digits = sizeof never - 1;
    for (size_t i = 0; i + len + digits < pdf->len; i++)
        if (memcmp(pdf->data + i, mark, len) == 0) {
            memcpy(pdf->data + i + len, never, digits);
            return;
        }
}

static enum jh_status make_smaller(struct jh_buf *inout, struct jh_error *err)
{
    struct jh_buf small;
    jh_buf_init(&small, PICTURE_MAX_BYTES);
    enum jh_status st = jh_i_png_smaller(inout, &small, err);
    if (st == JH_OK && small.len > 0) {
        const struct jh_buf large = *inout;
        *inout = small;
        small = large;
    }
    jh_buf_release(&small);
    return st;
}

enum jh_status jh_i_picture_draw(const struct jh_buf *svg, const char *format, int width_px,
    const struct jh_run *run, struct jh_buf *out, struct jh_error *err)
{
    char path[] = "/tmp/junheng-picture-XXXXXX", width[16];
    struct jh_buf said;
    int code = 0;
    enum jh_status st = write_scratch(path, svg, err);
    if (st != JH_OK)
        return st;
    snprintf(width, sizeof width, "%d", width_px);
    /* white below: some viewers show what is transparent as black */
    const char *const argv[] = {"rsvg-convert", "--format", format, "--width", width,
        "--keep-aspect-ratio", "--background-color", "white", "--unlimited", path, NULL};
    jh_buf_init(&said, MESSAGE_MAX_BYTES);
    st = jh_i_process_run(argv, TIMEOUT_S, run, out, &said, &code, err);
    if (st == JH_E_UNSUPPORTED)
        jh_hint(err, "Install the package librsvg2-bin.");
    if (st == JH_OK && code != 0) {
        const char *text = said.data != NULL ? said.data : "";
        st =
            jh_fail(err, JH_E_IO, "rsvg-convert cannot draw: %.*s", (int)strcspn(text, "\n"), text);
    }
    if (st == JH_OK && strcmp(format, "pdf") == 0)
        forget_time(out);
    if (st == JH_OK && strcmp(format, "png") == 0)
        st = make_smaller(out, err);
    unlink(path);
    jh_buf_release(&said);
    return st;
}

/* The drawn bytes as a part that lives as long as the package. */
static enum jh_status keep(
    struct jh_i_package *package, const char *name, const struct jh_buf *png, struct jh_error *err)
{
    char *kept = jh_arena_alloc(package->arena, png->len + 1, 1);
    if (kept == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    memcpy(kept, png->data, png->len);
    return jh_i_package_put(package, name, kept, png->len, err);
}

/* ---- Many at a time --------------------------------------------------------------------------- */

struct jh_i_drawing {
    struct jh_buf svg, png;
    int width_px;
    char name[48];
    enum jh_status status;
    struct jh_error err;
};

enum jh_status jh_i_drawings_add(struct jh_i_drawings *drawings, xmlNode *svg, int width_px,
    const char *name, struct jh_error *err)
{
    if (drawings->n == drawings->cap) {
        size_t cap = drawings->cap > 0 ? 2 * drawings->cap : 32;
        struct jh_i_drawing *grown = jh_i_calloc(cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        if (drawings->n > 0)
            memcpy(grown, drawings->item, drawings->n * sizeof *grown);
        jh_i_free(drawings->item);
        drawings->item = grown;
        drawings->cap = cap;
    }
    struct jh_i_drawing *item = &drawings->item[drawings->n++];
    *item = (struct jh_i_drawing){.width_px = width_px};
    snprintf(item->name, sizeof item->name, "%s", name);
    jh_buf_init(&item->svg, PICTURE_MAX_BYTES);
    jh_buf_init(&item->png, PICTURE_MAX_BYTES);
    return jh_i_picture_svg(svg, &item->svg, err);
}

enum jh_status jh_i_drawings_draw(struct jh_i_drawings *drawings, struct jh_i_package *package,
    const struct jh_run *run, struct jh_error *err)
{
    struct jh_i_drawing *item = drawings->item;
#pragma omp parallel for schedule(dynamic) num_threads(jh_run_threads(run))
    for (size_t i = 0; i < drawings->n; i++)
        item[i].status = jh_i_picture_draw(
            &item[i].svg, "png", item[i].width_px, run, &item[i].png, &item[i].err);
    for (size_t i = 0; i < drawings->n; i++) {
        if (item[i].status != JH_OK) {
            if (err != NULL)
                *err = item[i].err;
            return item[i].status;
        }
        enum jh_status st = keep(package, item[i].name, &item[i].png, err);
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}

void jh_i_drawings_release(struct jh_i_drawings *drawings)
{
    for (size_t i = 0; i < drawings->n; i++) {
        jh_buf_release(&drawings->item[i].svg);
        jh_buf_release(&drawings->item[i].png);
    }
    jh_i_free(drawings->item);
    *drawings = (struct jh_i_drawings){0};
}
