// Header fields of a request, as tests write them.

package import Exchange

extension HeaderFields: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (FieldName, String)...) {
        self.init()
        for (name, value) in elements { append(name.spelling, value) }
    }
}
