#include <stdio.h>

#include "version.h"

int main(void)
{
    puts("junheng " JH_VERSION);
    return 0;
}
