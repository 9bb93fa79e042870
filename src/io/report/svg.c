#include "io/report/svg.h"

#include <string.h>

#include "base/num.h"

static const char *entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    default:
        return NULL;
    }
}

void jh_i_xml(struct jh_buf *out, const char *text)
{
    const char *from = text;
    for (const char *p = text; *p != '\0'; p++) {
        const char *replacement = entity(*p);
        bool control = (unsigned char)*p < 0x20 && *p != '\n' && *p != '\t';
        if (replacement == NULL && !control)
            continue;
        jh_buf_add(out, from, (size_t)(p - from));
        jh_buf_puts(out, control ? " " : replacement);
        from = p + 1;
    }
    jh_buf_puts(out, from);
}

void jh_i_svg_num(struct jh_buf *out, double value, int decimals)
{
    char text[JH_NUM_TEXT_MAX];
    size_t n = jh_num_format_fixed(value, decimals, text);
    if (memchr(text, '.', n) != NULL) {
        while (n > 0 && text[n - 1] == '0')
            n--;
        if (n > 0 && text[n - 1] == '.')
            n--;
    }
    const char *from = text;
    if (n > 2 && strncmp(text, "0.", 2) == 0) {
        from++;
        n--;
    } else if (n > 3 && strncmp(text, "-0.", 3) == 0) {
        jh_buf_puts(out, "-");
        from += 2;
        n -= 2;
    }
    jh_buf_add(out, from, n);
}

void jh_i_svg_attr(struct jh_buf *out, const char *name, double value)
{
    jh_buf_printf(out, " %s=\"", name);
    jh_i_svg_num(out, value, 1);
    jh_buf_puts(out, "\"");
}

void jh_i_svg_text(struct jh_buf *out, double x, double y, enum jh_svg_anchor anchor,
    const char *css_class, const char *text)
{
    static const char *const anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
    jh_buf_printf(out, "<text class=\"%s\"%s", css_class, anchors[anchor]);
    jh_i_svg_attr(out, "x", x);
    jh_i_svg_attr(out, "y", y);
    jh_buf_puts(out, ">");
    jh_i_xml(out, text);
    jh_buf_puts(out, "</text>\n");
}

double jh_i_svg_text_width(const char *text, double size)
{
    double em = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
        if ((*p & 0xC0) == 0x80) /* continuation byte */
            continue;
        if (*p >= 0xE2) /* from general punctuation on: mostly wide */
            em += 1;
        else if (*p >= 'A' && *p <= 'Z')
            em += 0.72;
        else
            em += *p == ' ' || *p == '.' || *p == ',' || *p == 'i' || *p == 'l' ? 0.32 : 0.6;
    }
    return em * size;
}

void jh_i_svg_line(
    struct jh_buf *out, double x1, double y1, double x2, double y2, const char *css_class)
{
    jh_buf_printf(out, "<line class=\"%s\"", css_class);
    jh_i_svg_attr(out, "x1", x1);
    jh_i_svg_attr(out, "y1", y1);
    jh_i_svg_attr(out, "x2", x2);
    jh_i_svg_attr(out, "y2", y2);
    jh_buf_puts(out, "/>\n");
}

void jh_i_svg_rect(
    struct jh_buf *out, double x, double y, double w, double h, const char *css_class)
{
    jh_buf_printf(out, "<rect class=\"%s\"", css_class);
    jh_i_svg_attr(out, "x", x);
    jh_i_svg_attr(out, "y", y);
    jh_i_svg_attr(out, "width", w > 0 ? w : 0);
    jh_i_svg_attr(out, "height", h > 0 ? h : 0);
    jh_buf_puts(out, "/>\n");
}
