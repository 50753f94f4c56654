// Reads a list of numbers into floats with simdjson's on-demand parser, and prints the median milliseconds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <simdjson.h>
#include <vector>

int main(int, char **arguments) {
    using clock = std::chrono::steady_clock;
    auto text = simdjson::padded_string::load(arguments[1]);
    simdjson::ondemand::parser parser;
    std::vector<float> values(1000000);
    std::vector<double> times;
    for (int run = 0; run < 15; run++) {
        auto start = clock::now();
        auto document = parser.iterate(text.value_unsafe());
        size_t count = 0;
        for (auto value : document.get_array()) values[count++] = (float)double(value.get_double());
        times.push_back(std::chrono::duration<double, std::milli>(clock::now() - start).count());
    }
    std::sort(times.begin(), times.end());
    printf("%f %f\n", times[7], (double)values[1]);
}
