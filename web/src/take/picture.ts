// An SVG of the page as a file of its own: the styles that it takes from the page are written into it.
const STYLES = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'paint-order'];
const DOTS = 3; // to a pixel of the page: about 300 to the inch

function withStyles(svg: SVGSVGElement): SVGSVGElement {
    const copy = svg.cloneNode(true) as SVGSVGElement;
    const from = [svg, ...svg.querySelectorAll<SVGElement>('*')];
    const to = [copy, ...copy.querySelectorAll<SVGElement>('*')];
    from.forEach((element, i) => {
        const seen = getComputedStyle(element);
        for (const name of STYLES) to[i]?.setAttribute(name, seen.getPropertyValue(name));
        to[i]?.removeAttribute('class');
        to[i]?.removeAttribute('style');
    });
    const box = svg.getBoundingClientRect();
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    copy.setAttribute('width', String(Math.round(box.width)));
    copy.setAttribute('height', String(Math.round(box.height)));
    return copy;
}

export function svgFile(svg: SVGSVGElement): string {
    return new XMLSerializer().serializeToString(withStyles(svg));
}

export async function svgPicture(svg: SVGSVGElement): Promise<Blob | null> {
    const box = svg.getBoundingClientRect();
    const url = URL.createObjectURL(new Blob([svgFile(svg)], { type: 'image/svg+xml' }));
    try {
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = Math.round(box.width * DOTS);
        canvas.height = Math.round(box.height * DOTS);
        const ctx = canvas.getContext('2d');
        if (!ctx) return null;
        ctx.fillStyle = '#fff';
        ctx.fillRect(0, 0, canvas.width, canvas.height);
        ctx.drawImage(image, 0, 0, canvas.width, canvas.height);
        return await new Promise((done) => canvas.toBlob(done, 'image/png'));
    } finally {
        URL.revokeObjectURL(url);
    }
}
