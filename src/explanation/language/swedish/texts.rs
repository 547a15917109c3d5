//! The fixed texts in Swedish.

use crate::explanation::language::Texts;

pub(super) const TEXTS: Texts = Texts {
    months: [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],

    decision: "Beslut om ekonomiskt bistånd",
    proposal: "Förslag till beslut om ekonomiskt bistånd",
    day_of_decision: "Beslutsdag",
    day_of_proposal: "Förslagsdag",
    case_number: "Ärendenummer",
    month: "Månad",
    translated_decision: None,
    translated_proposal: None,
    both: "Med ni menar vi dig som söker och din medsökande.",

    calculation: "Så har vi räknat",
    norm: "Riksnorm",
    costs: "Kostnader",
    incomes: "Inkomster",
    disregarded: "Inkomst som inte räknas",
    no_incomes: "Inga inkomster att räkna.",
    result: "Resultat",
    sum: "Summa",
    aid: "Ekonomiskt bistånd",
    source: "Källa",
    and: " och ",

    why: "Varför",
    rule: "Regel",
    large_household: "Hushållet är stort. \
        Därför lägger vi till ett belopp för var och en utöver sju personer.",
    reasonable_costs: "Utöver riksnormen räknar vi vissa skäliga kostnader.",
    other_costs: "Vi kan också räkna annat som behövs, till exempel medicin.",
    child_earnings: "Barns egen lön räknas inte förrän den går över en viss gräns.",
    children_seen_to: "En handläggare har tittat på hur barn i hushållet har det.",
    not_approved: "Det här räknar vi inte",
    limit_of_reasonable: "Det är kommunens gräns för vad som är skäligt.",
    person_assesses: "En handläggare behöver bedöma den kostnaden.",

    changes: "Vad som hade ändrat beslutet",
    one_change_at_a_time: "Här ändrar vi en sak i taget. Allt annat är som i beslutet.",
    no_income_is_enough: "Ingen av inkomsterna räcker ensam till för att ändra beslutet.",
    limit_of_amount: "Det är en gräns för beloppet.",
    limit_of_decider: "Det är en gräns för vem som beslutar.",
    person_at_limit: "Vid den gränsen beslutar en handläggare.",
    nothing_above: "Över den gränsen räknar vi inget mer.",
    person_if_higher: "Om kostnaden hade varit högre hade en handläggare beslutat i stället.",

    after_checks: "Vi kontrollerar lönen en gång till",
    if_wrong: "Om något är fel eller ändras",
    who_decides: "Vem som beslutar",
    proposed_by_robot: "Det här är ett förslag. \
        En automatiserad beslutsfunktion har räknat fram det. \
        En handläggare fattar beslutet.",
    who_decided: "Vem som har beslutat",
    decided_by_robot: "En automatiserad beslutsfunktion har fattat beslutet. \
        Det betyder att en dator har räknat och beslutat enligt fasta regler.",
    robot_may_decide: "Nämnden har gett funktionen rätt att besluta.",
    delegation: "Delegation",
    contact: "Så når du en handläggare",
    ask_a_person: "Du kan alltid be att en handläggare går igenom beslutet. \
        Tiden för att överklaga är ändå densamma. \
        Du kan också fråga om det du undrar över.",

    appeal: "Så överklagar du",
    write_this: "Skriv det här i brevet:",
    appeal_items: [
        "vilken ändring du vill ha",
        "varför du vill ha den",
        "ditt namn och personnummer, din adress och ditt telefonnummer",
    ],
    appeal_help: "Skicka gärna med papper som visar att du har rätt. \
        Behöver du hjälp att skriva? Hör av dig, så hjälper vi dig. \
        Nämnden ser först om beslutet ska ändras. \
        Annars skickar nämnden brevet vidare till domstolen. \
        Beslutet gäller direkt, även om du överklagar.",

    about_decision: "Om beslutet",
    about_proposal: "Om förslaget",
    day: "Dag",
    municipality: "Kommun",
    committee: "Nämnd",
    function: "Funktion",
    program_version: "Programversion",
    rules: "Regler",
    policy: "Kommunens riktlinjer",
    delegation_covers: "Delegationen gäller",
    control_code: "Kontrollkod",

    received: "Vi har fått din ansökan",
    translated_notice: None,
    person_takes_it: "Vi har tagit emot din ansökan om ekonomiskt bistånd. \
        En handläggare tar hand om den. \
        Det är handläggaren som beslutar. \
        Du behöver inte göra något nu. \
        Vi hör av oss om vi behöver veta mer. \
        Du får ett brev när beslutet är klart.",
    reach_us: "Så når du oss",
    questions: "Har du frågor? Då kan du höra av dig till oss.",
};
