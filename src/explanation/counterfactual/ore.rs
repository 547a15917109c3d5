//! Amounts as whole öre, so that a limit can be solved for exactly.

use crate::vocabulary::Kronor;

/// Öre. Amounts stay below 10^14 of them, so that no product of an amount and
/// two percentages leaves the type.
pub type Ore = i128;

/// `None` when it is no whole number of öre: nothing exact can be said then.
pub fn ore(amount: Kronor) -> Option<Ore> {
    amount.ore().map(Ore::from)
}

pub fn kronor(ore: Ore) -> Option<Kronor> {
    i64::try_from(ore).ok().map(Kronor::from_ore)
}

/// The quotient, rounded down. The divisor is above zero.
pub fn floor(dividend: Ore, divisor: Ore) -> Ore {
    dividend.div_euclid(divisor)
}

/// The quotient, rounded up. The divisor is above zero.
pub fn ceiling(dividend: Ore, divisor: Ore) -> Ore {
    -floor(-dividend, divisor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_are_rounded_down_and_up_on_both_sides_of_zero() {
        assert_eq!((floor(7, 2), ceiling(7, 2)), (3, 4));
        assert_eq!((floor(-7, 2), ceiling(-7, 2)), (-4, -3));
        assert_eq!((floor(8, 2), ceiling(8, 2)), (4, 4));
    }
}
