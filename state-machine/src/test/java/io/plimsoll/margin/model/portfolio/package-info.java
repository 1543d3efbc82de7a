/**
 * The model of the package of the same name against figures that are published and against others
 * by hand.
 *
 * <p>May import everything that the model may.
 *
 * <p>Start with the class whose name is the model's.
 */
package io.plimsoll.margin.model.portfolio;
