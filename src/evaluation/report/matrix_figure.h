// The drawing of a matrix of counts, as a confusion matrix is.
#pragma once

#include <string>

#include "evaluation/figures/figure.h"
#include "evaluation/report/report_document.h"

namespace affekt {

Figure draw_matrix(const Matrix& matrix);

/// "Rows: true class. Columns: predicted class. Share of the row, and count."
std::string describe_matrix(const Matrix& matrix);

}  // namespace affekt
