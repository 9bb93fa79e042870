/* A user's program: the installed library, found through pkg-config. */
#include <stdio.h>

#include <junheng/jh.h>

int main(void)
{
    struct jh_point a = {0, 0}, b = {0, 1};
    double dist_m = jh_geo_distance_m(a, b);
    printf("%.0f m\n", dist_m);
    return dist_m > 111000 && dist_m < 111400 ? 0 : 1;
}
