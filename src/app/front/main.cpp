// affekt: trains, evaluates and exports the models of an emotion-aware music recommender, from YAML files.
#include "app/front/run_program.h"

int main(int argc, char** argv) {
  return affekt::run_program({argv + 1, argv + argc});
}
