#include "core/text/formula_guard.h"

#include <gtest/gtest.h>

namespace affekt {
namespace {

TEST(FormulaGuard, WhatASpreadsheetWouldCalculateBeginsWithAnApostrophe) {
  for (const char* formula : {"=1+1", "+44", "-M-", "@home", "\tx"})
    EXPECT_EQ(with_formula_guard(formula), std::string("'") + formula);
  for (const char* text : {"", "ABBA", "'Til", "A=B", "'", "7 Years"})
    EXPECT_EQ(with_formula_guard(text), text);
}

TEST(FormulaGuard, EveryTextComesBack) {
  for (const char* text : {"", "ABBA", "'Til", "=1", "'=1", "''=1", "-", "'"})
    EXPECT_EQ(without_formula_guard(with_formula_guard(text)), text);
}

}  // namespace
}  // namespace affekt
