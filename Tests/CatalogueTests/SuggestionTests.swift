// Which name is meant by one that is spelled otherwise, mistyped or foreign.

import Catalogue
import Testing

@Suite("Suggestions")
struct SuggestionTests {
    private static let known = ["mse_loss", "l1_loss", "cross_entropy", "binary_cross_entropy", "kl_div", "dice_loss"]

    @Test(
        "a name is found by its letters, by what others call it, or by a few wrong letters",
        arguments: [
            ("mse", "mse_loss"), ("MSELoss", "mse_loss"), ("MSE_LOSS", "mse_loss"),
            ("nn.functional.mse_loss", "mse_loss"),
            ("crossentropy", "cross_entropy"), ("cross-entropy", "cross_entropy"), ("cross_entorpy", "cross_entropy"),
            ("binary_cros_entropy", "binary_cross_entropy"), ("dise_loss", "dice_loss"), ("mae", "l1_loss"),
            ("kl_divergence", "kl_div"), ("cross", "cross_entropy"), ("foo", nil), ("", nil), ("_", nil), ("x", nil),
            ("entropy_of_something_else_entirely", nil), (String(repeating: "mse_loss", count: 6), nil),
        ] as [(String, String?)])
    func nearest(name: String, meant: String?) {
        #expect(Suggestion.nearest(name, among: Self.known, synonyms: ["mae": "l1_loss"]) == meant)
        #expect(
            Suggestion.text(name, among: Self.known, synonyms: ["mae": "l1_loss"])
                == (meant.map { "; did you mean \($0)?" } ?? ""))
    }

    @Test("of two names as near as each other the first is meant, and of a near and a nearer one the nearer")
    func order() {
        #expect(Suggestion.nearest("alphb", among: ["alpha", "alphc"]) == "alpha")
        #expect(Suggestion.nearest("alphabte", among: ["alphabtx", "alphabet"]) == "alphabtx")
        #expect(Suggestion.nearest("alphabte", among: ["alphaxxe", "alphabet"]) == "alphabet")
    }
}
