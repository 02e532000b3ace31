// Two predictions.csv of classifiers: how far their probabilities are apart.
#pragma once

#include <filesystem>
#include <vector>

namespace affekt::testing_app {

/// The p_ columns, row by row. @throws std::runtime_error: no such columns
std::vector<double> read_probabilities(const std::filesystem::path& predictions_csv);

/// NaN if any is none, infinite if one has more rows.
double largest_difference(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace affekt::testing_app
