#include "affect/ridge_regression.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace affekt {
namespace {

/// The rows as columns of mean 0; `scale` is what the columns were divided by.
struct Centred {
  Eigen::MatrixXd values;  // [n, columns]
  Eigen::RowVectorXd mean, scale;
};

Centred centre(const std::vector<float>& all, int64_t num_columns, const std::vector<int64_t>& rows,
               bool divide) {
  Centred centred;
  const auto n = static_cast<Eigen::Index>(rows.size());
  centred.values.resize(n, num_columns);
  for (Eigen::Index i = 0; i < n; ++i) {
    const float* row = all.data() + rows[static_cast<size_t>(i)] * num_columns;
    for (Eigen::Index j = 0; j < num_columns; ++j) centred.values(i, j) = static_cast<double>(row[j]);
  }
  centred.mean = centred.values.colwise().mean();
  centred.values.rowwise() -= centred.mean;
  centred.scale = Eigen::RowVectorXd::Ones(num_columns);
  if (!divide) return centred;
  for (Eigen::Index j = 0; j < num_columns; ++j) {
    const double deviation = std::sqrt(centred.values.col(j).squaredNorm() / static_cast<double>(n));
    // A column that does not vary is zero but for rounding, and stays out of the fit.
    if (deviation <= 1e-12 * std::max(1.0, std::abs(centred.mean(j)))) {
      centred.values.col(j).setZero();
    } else {
      centred.scale(j) = deviation;
      centred.values.col(j) /= deviation;
    }
  }
  return centred;
}

}  // namespace

std::vector<double> ridge_lambdas() {
  std::vector<double> lambdas;
  for (int quarter = -12; quarter <= 20; ++quarter) lambdas.push_back(std::pow(10.0, quarter / 4.0));
  return lambdas;
}

RidgeFit fit_ridge(const RegressionData& data, const std::vector<int64_t>& rows) {
  AFFEKT_CHECK(rows.size() >= 2, "a regression needs rows");
  const Centred inputs = centre(data.points, data.num_inputs, rows, true);
  const Centred outputs = centre(data.targets, data.num_outputs, rows, false);
  const auto n = static_cast<double>(rows.size());

  // X'X = V diag(d) V'. In the coordinates Z = XV every lambda costs one pass over the rows.
  const Eigen::MatrixXd gram = inputs.values.transpose() * inputs.values;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(gram);
  AFFEKT_CHECK(eigen.info() == Eigen::Success, "the eigenvalues of X'X were not found");
  const Eigen::VectorXd d = eigen.eigenvalues().cwiseMax(0.0);
  const Eigen::MatrixXd z = inputs.values * eigen.eigenvectors();   // [n, P]
  const Eigen::MatrixXd z_squared = z.cwiseAbs2();                  // [n, P]
  const Eigen::MatrixXd products = z.transpose() * outputs.values;  // [P, outputs]
  const Eigen::RowVectorXd variance = outputs.values.colwise().squaredNorm() / n;

  RidgeFit fit;
  Eigen::MatrixXd coefficients;  // [P, outputs] in the coordinates Z
  double least = std::numeric_limits<double>::infinity();
  for (const double lambda : ridge_lambdas()) {
    const Eigen::VectorXd shrink = (d.array() + lambda).inverse();
    const Eigen::MatrixXd candidate = shrink.asDiagonal() * products;
    const Eigen::MatrixXd residual = outputs.values - z * candidate;
    const Eigen::VectorXd leverage = (z_squared * shrink).array() + 1.0 / n;
    double error = 0;
    for (Eigen::Index o = 0; o < residual.cols(); ++o) {
      if (variance(o) <= 0) continue;
      const Eigen::ArrayXd left_out = residual.col(o).array() / (1.0 - leverage.array()).max(1e-12);
      error += left_out.square().sum() / variance(o);
    }
    if (error >= least && coefficients.size() > 0) continue;
    least = error;
    fit.lambda = lambda;
    coefficients = candidate;
  }

  const Eigen::MatrixXd scaled = eigen.eigenvectors() * coefficients;  // [P, outputs], for divided columns
  fit.map.num_inputs = data.num_inputs;
  fit.map.num_outputs = data.num_outputs;
  for (Eigen::Index o = 0; o < scaled.cols(); ++o) {
    double bias = outputs.mean(o);
    for (Eigen::Index j = 0; j < scaled.rows(); ++j) {
      const double weight = scaled(j, o) / inputs.scale(j);
      bias -= weight * inputs.mean(j);
      fit.map.weight.push_back(static_cast<float>(weight));
    }
    fit.map.bias.push_back(static_cast<float>(bias));
  }
  return fit;
}

}  // namespace affekt
