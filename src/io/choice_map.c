#include "io/choice_map.h"

#include "base/buf.h"
#include "base/fail.h"
#include "io/geojson.h"
#include "io/outfile.h"

#define MOST_BYTES ((size_t)1 << 31)

static enum jh_status write_area(struct jh_json_writer *w, const struct jh_dataset *d,
    const struct jh_choice_area *area, size_t a, struct jh_error *err)
{
    jh_json_open_object(w, NULL);
    jh_json_text(w, "type", "Feature");
    jh_json_open_object(w, "properties");
    jh_json_text(w, "area_id", d->areas.id[a]);
    jh_json_text(w, "name", d->areas.name[a]);
    jh_json_num(w, "cases", area->cases);
    jh_json_num(w, "stayed_frac", area->stayed);
    jh_json_num(w, "predicted_frac", area->told);
    jh_json_num(w, "residual", area->stayed - area->told);
    jh_json_num(w, "matched_frac", area->matched_frac);
    jh_json_close_object(w);
    enum jh_status st = jh_i_geojson_area(w, d, a, err);
    jh_json_close_object(w);
    return st;
}

enum jh_status jh_i_choice_map_write(const struct jh_dataset *dataset,
    const struct jh_choice_model *model, const char *dir, struct jh_error *err)
{
    struct jh_json_writer w;
    struct jh_buf buf;
    enum jh_status st = JH_OK;
    jh_buf_init(&buf, MOST_BYTES);
    jh_json_begin(&w, &buf, false);
    jh_json_open_object(&w, NULL);
    jh_json_text(&w, "type", "FeatureCollection");
    jh_json_open_array(&w, "features");
    for (size_t a = 0; a < model->n_areas; a++)
        JH_TRY(st, write_area(&w, dataset, &model->area[a], a, err));
    jh_json_close_array(&w);
    jh_json_close_object(&w);
    jh_buf_puts(&buf, "\n");
    JH_TRY(st, jh_buf_status(&buf, err));
    st = jh_i_page_write(dir, "residuals.geojson", &buf, err);
out:
    jh_buf_release(&buf);
    return st;
}
