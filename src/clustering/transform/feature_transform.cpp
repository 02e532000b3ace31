#include "clustering/transform/feature_transform.h"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "clustering/transform/feature_steps.h"
#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/threads.h"
#include "metrics/bootstrap.h"

// Reading and writing it is in feature_transform_json.cpp.
namespace affekt {
namespace {

constexpr double kFloatResolution = 1e-7;  // a spread below this share of the values is rounding
constexpr int64_t kTaskRows = 4096;

struct ColumnMoments {
  double mean = 0, deviation = 0, largest = 0;  // largest: of the absolute values
};

ColumnMoments measure_column(const std::vector<double>& values) {
  ColumnMoments moments;
  const auto n = static_cast<double>(values.size());
  for (const double value : values) {
    moments.mean += value;
    moments.largest = std::max(moments.largest, std::abs(value));
  }
  moments.mean /= n;
  double squares = 0;
  for (const double value : values) squares += (value - moments.mean) * (value - moments.mean);
  moments.deviation = std::sqrt(squares / n);  // of the songs there are, as scikit-learn
  return moments;
}

/// A column that scaling can do nothing with.
struct FlatColumn {
  std::string name;
  float value = 0;           // of the first song
  bool is_constant = false;  // else the quartiles are equal
};

void refuse_flat_columns(const std::vector<FlatColumn>& columns) {
  std::string faults;
  for (const FlatColumn& column : columns) {
    if (!faults.empty()) faults += "; ";
    faults +=
        column.is_constant
            ? fmt::format("column \"{}\" is {} for every song: nothing to scale and nothing to cluster by",
                          column.name, column.value)
            : fmt::format(
                  "column \"{}\" has one value for the middle half of the songs, so that robust "
                  "scaling has no quartile distance",
                  column.name);
  }
  if (!faults.empty()) throw DataError(faults);
}

/// Centre and scale of the expanded columns. @param columns  [E][N]  @param first_row  [D], raw
/// @return  the columns without a scale
std::vector<FlatColumn> fit_scaling(const std::vector<std::vector<double>>& columns, const float* first_row,
                                    const TransformOptions& options, FeatureTransform& transform) {
  const bool robust = options.scaling == "robust", none = options.scaling == "none";
  AFFEKT_CHECK(robust || none || options.scaling == "standard", "unknown scaling: " + options.scaling);
  std::vector<FlatColumn> flat;
  size_t e = 0;
  for (const FeatureTransform::Step& step : transform.steps) {
    const bool circle = kind_of(step) == StepKind::kCircle;
    const size_t end = e + (circle ? 2 : 1);
    double squares = 0, largest = circle ? 1 : 0, deviations = 0;
    for (size_t part = e; part < end; ++part) {
      const ColumnMoments moments = measure_column(columns[part]);
      double centre = moments.mean, spread = moments.deviation;
      if (robust) {
        centre = compute_quantile(columns[part], 0.5);
        spread = compute_quantile(columns[part], 0.75) - compute_quantile(columns[part], 0.25);
      }
      // PCA takes the mean away in any case; as the centre, one product and one sum do both.
      if (options.pca_components > 0) centre = moments.mean;
      transform.centre.push_back(none && options.pca_components == 0 ? 0 : centre);
      squares += spread * spread;
      deviations += moments.deviation;
      largest = std::max(largest, moments.largest);
    }
    // One scale for both halves of a circle, else it would become an ellipse and some keys closer than
    // others.
    const double scale = std::sqrt(squares / static_cast<double>(end - e));
    if (!none && !(scale > kFloatResolution * largest))
      flat.push_back({step.column, *first_row, !(deviations > kFloatResolution * largest)});
    ++first_row;
    for (; e < end; ++e) transform.scale.push_back(none ? 1 : scale);
  }
  return flat;
}

bool are_equal(MatrixView rows) {
  for (int64_t i = 1; i < rows.num_rows; ++i)
    if (!std::equal(rows.row(i), rows.row(i) + rows.num_columns, rows.row(0))) return false;
  return true;
}

/// One song, or the same one again and again: no column is to blame, and none would help.
void refuse_equal_songs(MatrixView rows, const TransformOptions& options) {
  if (!are_equal(rows)) return;
  const std::string columns = fmt::format("{}", fmt::join(options.columns, ", "));
  if (rows.num_rows == 1)
    throw DataError("there is only one song with a value in every column of model.features.columns (" +
                    columns + "): nothing to cluster");
  throw DataError(
      fmt::format("all {} songs are equal in every column of model.features.columns ({}): nothing to "
                  "cluster",
                  rows.num_rows, columns));
}

/// Principal components of the scaled columns. @param columns  [E][N]
void fit_components(const std::vector<std::vector<double>>& columns, int64_t num_components,
                    FeatureTransform& transform) {
  const auto size = static_cast<Eigen::Index>(columns.size());
  const size_t n = columns.front().size();
  Eigen::MatrixXd covariance(size, size);
  for (Eigen::Index a = 0; a < size; ++a) {
    for (Eigen::Index b = 0; b <= a; ++b) {
      const auto i = static_cast<size_t>(a), j = static_cast<size_t>(b);
      double sum = 0;
      for (size_t row = 0; row < n; ++row)
        sum += (columns[i][row] - transform.centre[i]) * (columns[j][row] - transform.centre[j]);
      covariance(a, b) = sum / static_cast<double>(n) / (transform.scale[i] * transform.scale[j]);
      covariance(b, a) = covariance(a, b);
    }
  }
  const double whole = covariance.trace();
  if (!(whole > 0)) throw DataError("every column is constant: there is nothing to cluster the songs by");
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  AFFEKT_CHECK(solver.info() == Eigen::Success, "the covariance has no eigenvectors");
  for (int64_t p = 0; p < num_components; ++p) {
    const Eigen::Index at = size - 1 - static_cast<Eigen::Index>(p);  // the solver's order is ascending
    Eigen::VectorXd loadings = solver.eigenvectors().col(at);
    // The largest loading is positive; of nearly equal ones, the first, or rounding would draw the sign.
    const double least = loadings.cwiseAbs().maxCoeff() * (1 - 1e-6);
    Eigen::Index largest = 0;
    while (std::abs(loadings(largest)) < least) ++largest;
    if (loadings(largest) < 0) loadings = -loadings;
    transform.components.insert(transform.components.end(), loadings.data(), loadings.data() + size);
    transform.explained_variance.push_back(std::max(solver.eigenvalues()(at), 0.0) / whole);
    transform.output_names.push_back("pc" + std::to_string(p + 1));
  }
}

/// Scaling and PCA as one matrix and one bias.
void join_scaling_and_components(FeatureTransform& transform) {
  const size_t num_expanded = transform.expanded_names.size(), num_outputs = transform.output_names.size();
  for (size_t p = 0; p < num_outputs; ++p) {
    double bias = 0;
    for (size_t e = 0; e < num_expanded; ++e) {
      const double identity = p == e ? 1 : 0;
      const double component =
          transform.components.empty() ? identity : transform.components[p * num_expanded + e];
      transform.weight.push_back(static_cast<float>(component / transform.scale[e]));
      bias -= component * transform.centre[e] / transform.scale[e];
    }
    transform.bias.push_back(static_cast<float>(bias));
  }
}

}  // namespace

namespace {

using Columns = std::vector<std::vector<double>>;  // [E][N]

Columns expand_rows(const FeatureTransform& transform, MatrixView rows) {
  const std::vector<StepKind> kinds = kinds_of(transform);
  const size_t num_expanded = transform.expanded_names.size();
  Columns columns(num_expanded, std::vector<double>(static_cast<size_t>(rows.num_rows)));
  std::vector<float> expanded(num_expanded);
  for (int64_t i = 0; i < rows.num_rows; ++i) {
    expand_row(transform, kinds, rows, i, expanded.data());
    for (size_t e = 0; e < num_expanded; ++e)
      columns[e][static_cast<size_t>(i)] = static_cast<double>(expanded[e]);
  }
  return columns;
}

}  // namespace

std::vector<std::string> find_flat_columns(MatrixView rows, const TransformOptions& options) {
  FeatureTransform transform = plan_steps(options);
  std::vector<std::string> names;
  for (const FlatColumn& column : fit_scaling(expand_rows(transform, rows), rows.row(0), options, transform))
    names.push_back(column.name);
  return names;
}

FeatureTransform fit_transform(MatrixView rows, const TransformOptions& options) {
  AFFEKT_CHECK(rows.num_columns > 0 && rows.num_columns == static_cast<int64_t>(options.columns.size()),
               "every column of the features needs a name");
  if (rows.num_rows == 0) throw DataError("there is no song to fit the features' scaling on");
  FeatureTransform transform = plan_steps(options);
  const size_t num_expanded = transform.expanded_names.size();
  if (options.pca_components < 0 || options.pca_components > static_cast<int64_t>(num_expanded))
    throw ConfigError(
        fmt::format("model.features.pca_components: {} is more than the {} columns after "
                    "expansion ({})",
                    options.pca_components, num_expanded, fmt::join(transform.expanded_names, ", ")));
  if (options.scaling != "none") refuse_equal_songs(rows, options);
  const Columns columns = expand_rows(transform, rows);
  refuse_flat_columns(fit_scaling(columns, rows.row(0), options, transform));
  if (options.pca_components > 0) {
    fit_components(columns, options.pca_components, transform);
  } else {
    transform.output_names = transform.expanded_names;
  }
  join_scaling_and_components(transform);
  return transform;
}

std::vector<float> apply_transform(const FeatureTransform& transform, MatrixView rows, int num_threads) {
  AFFEKT_CHECK(rows.num_columns == transform.num_inputs(), "the rows have other columns than the transform");
  const std::vector<StepKind> kinds = kinds_of(transform);
  const size_t num_expanded = transform.expanded_names.size(), num_outputs = transform.output_names.size();
  std::vector<float> points(static_cast<size_t>(rows.num_rows) * num_outputs);
  const int64_t num_tasks = (rows.num_rows + kTaskRows - 1) / kTaskRows;
  parallel_for(num_tasks, num_threads > 0 ? num_threads : thread_count(), [&](int64_t task) {
    throw_if_interrupted("the transform of the features");
    std::vector<float> expanded(num_expanded);
    const int64_t last = std::min(rows.num_rows, (task + 1) * kTaskRows);
    for (int64_t i = task * kTaskRows; i < last; ++i) {
      expand_row(transform, kinds, rows, i, expanded.data());
      float* point = points.data() + static_cast<size_t>(i) * num_outputs;
      for (size_t p = 0; p < num_outputs; ++p) {
        const float* weight = transform.weight.data() + p * num_expanded;
        float sum = 0;
        for (size_t e = 0; e < num_expanded; ++e) sum += weight[e] * expanded[e];
        point[p] = sum + transform.bias[p];
      }
    }
  });
  return points;
}

std::vector<double> undo_transform(const FeatureTransform& transform, const float* point) {
  const size_t num_expanded = transform.expanded_names.size();
  std::vector<double> values;
  for (size_t e = 0; e < num_expanded; ++e) {
    double scaled = transform.components.empty() ? static_cast<double>(point[e]) : 0;
    for (size_t p = 0; p < transform.components.size() / num_expanded; ++p)
      scaled += transform.components[p * num_expanded + e] * static_cast<double>(point[p]);
    values.push_back(transform.centre[e] + transform.scale[e] * scaled);
  }
  size_t e = 0;
  for (const StepKind kind : kinds_of(transform)) {
    if (kind == StepKind::kLog) values[e] = std::exp(values[e]);
    e += kind == StepKind::kCircle ? 2 : 1;
  }
  return values;
}

}  // namespace affekt
