// Two rectangles: how much they overlap, and what encloses them.

/// Two boxes, given by the coordinates of two corners each.
struct BoxPair {
    /// A rectangle from (x1, y1) to (x2, y2).
    struct Box {
        let (x1, y1, x2, y2): (Dual, Dual, Dual, Dual)

        /// The coordinates are the variables from `first` on.
        init(_ corners: [Double], firstVariable first: Int) {
            x1 = Dual(corners[0], variable: first)
            y1 = Dual(corners[1], variable: first + 1)
            x2 = Dual(corners[2], variable: first + 2)
            y2 = Dual(corners[3], variable: first + 3)
        }

        var width: Dual { x2 - x1 }
        var height: Dual { y2 - y1 }
        var area: Dual { width * height }
    }

    let first: Box
    let second: Box

    init(_ item: VectorItem) {
        first = Box(item.values[0], firstVariable: 0)
        second = Box(item.values[1], firstVariable: 4)
    }

    private var intersection: Dual {
        let (left, top) = (Dual.larger(first.x1, second.x1), Dual.larger(first.y1, second.y1))
        let (right, bottom) = (Dual.smaller(first.x2, second.x2), Dual.smaller(first.y2, second.y2))
        guard bottom.value > top.value, right.value > left.value else { return Dual(0) }
        return (right - left) * (bottom - top)
    }

    /// The area that the two cover together.
    var union: Dual { first.area + second.area - intersection }

    /// Intersection over union.
    func overlap(_ eps: Double) -> Dual { intersection / (union + eps) }

    /// The width and height of the smallest box around both.
    var enclosure: (width: Dual, height: Dual) {
        (
            Dual.larger(first.x2, second.x2) - Dual.smaller(first.x1, second.x1),
            Dual.larger(first.y2, second.y2) - Dual.smaller(first.y1, second.y1)
        )
    }

    /// 1 − overlap + the squared distance of the centres over the squared diagonal of the enclosure.
    func distanceLoss(_ eps: Double) -> Dual {
        let (width, height) = enclosure
        let diagonal = width * width + height * height + eps
        let across = (first.x1 + first.x2 - second.x1 - second.x2) * 0.5
        let down = (first.y1 + first.y2 - second.y1 - second.y2) * 0.5
        return (1 - overlap(eps)) + (across * across + down * down) / diagonal
    }
}
